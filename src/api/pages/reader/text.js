// Draws a text with its marks. The whole text stands in the page at once as plain text, so that it can be searched,
// selected and copied; a block gets its marks when it comes near the window.

import { blocks, blockAt, byBlock, innermost, parts, runs } from "./annotations.js";
import { h, put } from "./dom.js";
import { figureValue, needsGloss } from "./format.js";
import { t, word } from "./words.js";

/** Below this, the service itself is in doubt: drawn broken instead of solid. */
export const DOUBT = 0.75;
/** Ways in which a speaker was inferred, not named. */
export const INFERRED = { pronoun: "viaPronoun", nominal: "viaNominal", continuation: "viaContinuation" };

const CHIP = 26;
const LANE = 4;

/** Whether a finding should look uncertain: the service doubts it. */
export function doubtful({ confidence }) {
  return confidence < DOUBT;
}

/** The name over a claim, shortened; one that was inferred is questioned. */
function chip({ speaker }) {
  if (!speaker) return undefined;
  const name = speaker.name.length > CHIP ? `${speaker.name.slice(0, CHIP - 1)}…` : speaker.name;
  const shown = speaker.resolved_by in INFERRED ? `${name} ?` : name;
  // It stays in one line, and on the line of the word it stands before.
  return shown.replaceAll(" ", "\u00a0");
}

/** One line about a mark, for those who point at it or hear it. */
export function said({ sort, data }) {
  if (sort === "entity") return `${word("type", data.type)}: ${data.name}`;
  if (sort === "figure") return [word("figure", data.kind), figureValue(data)].filter(Boolean).join(": ");
  if (sort === "sentence") return `${t("sentence")}: ${word("label", data.label)}`;
  const speaker = data.speaker?.name ?? t(data.kind === "assertion" ? "noSpeaker" : "unknownSpeaker");
  return `${t("claim")} (${word("claim", data.kind)}): ${speaker}`;
}

function stroke(mark) {
  const { data } = mark.finding;
  const colour = data.kind === "assertion" ? "var(--rail-own)" : "var(--rail)";
  if (!doubtful(data)) return `linear-gradient(${colour},${colour})`;
  return `repeating-linear-gradient(90deg,${colour} 0 5px,transparent 5px 9px)`;
}

/** One rail below the words for each claim, in the claim's lane, so that nested claims lie below each other. */
function drawRails(element, claims) {
  const lanes = Math.max(...claims.map((mark) => mark.lane)) + 1;
  element.style.backgroundImage = claims.map(stroke).join(",");
  element.style.backgroundPosition = claims.map((mark) => `0 calc(100% - ${(lanes - 1 - mark.lane) * LANE}px)`).join(",");
  element.style.backgroundSize = claims.map(() => "100% 2px").join(",");
  element.style.paddingBottom = `${lanes * LANE}px`;
}

function draw(run, text) {
  const element = h("span", { class: "run", data: { start: run.start } }, text.slice(run.start, run.end));
  const own = run.marks.filter((mark) => mark.finding);
  const of = (sort) => own.filter((mark) => mark.sort === sort);
  for (const mark of run.marks) if (mark.part) element.classList.add(`part-${mark.part}`);
  if (run.marks.some((mark) => mark.part === "furniture")) element.title = t("furniture");
  const claims = of("claim");
  if (claims.length) {
    element.classList.add("claim", `deep-${Math.min(claims.filter((mark) => mark.finding.data.kind !== "assertion").length, 3)}`);
    drawRails(element, claims);
    const label = claims.filter((mark) => mark.start === run.start && mark.first).map((mark) => chip(mark.finding.data)).filter(Boolean);
    if (label.length) element.dataset.speaker = label.join("\u00a0›\u00a0");
  }
  for (const { span, finding } of of("entity")) {
    element.classList.add("entity", `type-${finding.data.type}`, `by-${span.kind}`);
    if (doubtful(finding.data)) element.classList.add("unsure");
  }
  for (const mark of of("figure")) {
    element.classList.add("figure");
    if (mark.finding.data.approximation) element.classList.add("approximate");
    if (mark.end === run.end && needsGloss(mark.finding.data)) element.dataset.gloss = figureValue(mark.finding.data);
  }
  for (const mark of of("sentence")) if (mark.end === run.end) element.dataset.tone = mark.finding.data.label;
  const begins = innermost(own).find((mark) => mark.start === run.start && mark.sort !== "sentence");
  if (begins) {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", "-1");
    element.dataset.begins = begins.finding.id;
  }
  const inner = innermost(own).filter((mark) => mark.sort !== "sentence");
  if (inner.length) element.title = inner.map((mark) => said(mark.finding)).join("\n");
  return element;
}

/** A text with findings that can be chosen by click and by keyboard. */
export class AnnotatedText {
  constructor({ text, language, marks, unread, onchoose }) {
    this.text = text;
    this.marks = marks;
    this.onchoose = onchoose;
    this.blocks = blocks(text);
    this.touching = byBlock(this.blocks, [...marks, ...unread]);
    this.extra = this.blocks.map(() => []);
    this.drawn = new Set();
    this.paragraphs = this.blocks.map((block, i) =>
      h("p", { class: block.continued && "continued", data: { block: i } }, text.slice(block.start, block.end)),
    );
    this.element = h("div", { class: "annotated", role: "group", "aria-label": t("annotated"), lang: language }, this.paragraphs);
    this.element.addEventListener("click", (event) => this.clicked(event));
    this.element.addEventListener("keydown", (event) => this.pressed(event));
    this.near = new IntersectionObserver((seen) => this.approached(seen), { rootMargin: "600px" });
    for (const paragraph of this.paragraphs) this.near.observe(paragraph);
  }

  /** Whether the text is so long that most of it is not annotated yet. */
  get long() {
    return this.blocks.length > 60;
  }

  approached(seen) {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      this.near.unobserve(target);
      this.ensure(Number(target.dataset.block));
    }
  }

  ensure(i) {
    if (!this.drawn.has(i)) this.redraw(i);
  }

  redraw(i) {
    this.drawn.add(i);
    const paragraph = this.paragraphs[i];
    const focused = paragraph.contains(document.activeElement) && document.activeElement.dataset.start;
    const list = [...this.touching[i], ...this.extra[i]];
    put(paragraph, runs(this.blocks[i], list).map((run) => (run.marks.length ? draw(run, this.text) : this.text.slice(run.start, run.end))));
    this.rove(focused ? paragraph.querySelector(`[data-start="${focused}"]`) : undefined, Boolean(focused));
  }

  /** One finding of the text is in the order of tabulation; the arrow keys move it. */
  rove(to, focus = false) {
    const current = this.element.querySelector('[tabindex="0"]');
    const target = to ?? current ?? this.element.querySelector("[data-begins]");
    if (!target) return;
    if (current && current !== target) current.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
    if (focus) target.focus({ preventScroll: false });
  }

  clicked(event) {
    const run = event.target.closest(".run");
    if (!run || !getSelection().isCollapsed) return;
    this.choose(Number(run.dataset.start), run);
  }

  choose(position, run) {
    const i = Number(run.parentElement.dataset.block);
    const hidden = this.element.dataset.hidden?.split(" ") ?? [];
    const here = this.touching[i].filter((mark) => mark.finding && mark.start <= position && mark.end > position && !hidden.includes(mark.sort));
    const list = innermost(here).map((mark) => mark.finding);
    if (run.dataset.begins) this.rove(run);
    if (list.length) this.onchoose(list[0], [...new Set(list)]);
  }

  pressed(event) {
    const run = event.target.closest("[data-begins]");
    if (!run) return;
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
    if (event.key === "Enter" || event.key === " ") this.choose(Number(run.dataset.start), run);
    else if (event.key in steps) this.step(run, steps[event.key]);
    else return;
    event.preventDefault();
  }

  step(run, by) {
    const i = Number(run.parentElement.dataset.block);
    if (this.blocks[i + by]) this.ensure(i + by);
    const all = [...this.element.querySelectorAll("[data-begins]")];
    const target = all[all.indexOf(run) + by];
    if (target) this.rove(target, true);
  }

  /** Shows which finding is chosen, with its speaker, cue or evidence. */
  show(finding, field = "text") {
    const before = new Set(this.extra.flatMap((list, i) => (list.length ? [i] : [])));
    const list = parts(finding).filter((part) => part.field === field && part.end > part.start);
    this.extra = byBlock(this.blocks, list);
    const after = this.extra.flatMap((list, i) => (list.length ? [i] : []));
    for (const i of new Set([...before, ...after])) this.redraw(i);
  }

  /** Brings a place into view. */
  reveal(position) {
    const i = blockAt(this.blocks, position);
    this.ensure(i);
    const runs = [...this.paragraphs[i].querySelectorAll(".run")];
    const target = runs.filter((run) => Number(run.dataset.start) <= position).at(-1) ?? this.paragraphs[i];
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }

  /** Leaves out layers: a list of sorts of finding. */
  hide(sorts) {
    this.element.dataset.hidden = sorts.join(" ");
  }

  stop() {
    this.near.disconnect();
  }
}

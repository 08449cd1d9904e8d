// An analysed text with its findings: the text, the card of the chosen finding, and the tables.

import { findings, marks, unread } from "./annotations.js";
import { announce, h, put } from "./dom.js";
import { tone } from "./format.js";
import { detail } from "./detail.js";
import { Tables } from "./tables.js";
import { AnnotatedText, said } from "./text.js";
import { t, word } from "./words.js";

const LAYERS = { entity: "entities", claim: "claims", figure: "figures", sentence: "sentiment" };
const LEGEND = ["person", "organization", "location", "product", "event", "law", "work", "other"];

/** Everything about one analysed text. `onchoose` is told the id of each finding chosen, or nothing. */
export class Reader {
  constructor({ text, title, analysis, article, onchoose }) {
    this.analysis = analysis;
    this.onchoose = onchoose;
    this.findings = findings(analysis);
    const of = (field, content) => new AnnotatedText({ text: content, language: analysis.language, marks: marks(this.findings, field), unread: field === "text" ? unread(analysis) : [], onchoose: (one, here) => this.choose(one, here, false) });
    this.body = of("text", text);
    this.head = title && marks(this.findings, "title").length ? of("title", title) : undefined;
    this.card = h("section", { class: "card", "aria-labelledby": "detail-title", hidden: true });
    this.tables = new Tables(this.findings, (one) => this.choose(one, undefined, true));
    this.context = {
      article,
      language: analysis.language,
      findings: this.findings,
      choose: (one, here) => this.choose(one, here, true),
      reveal: (span) => this.surface(span).reveal(span.start),
      close: () => this.close(),
    };
    this.element = h("div", { class: "reader" }, h("div", { class: "reading" }, this.layers(), this.notes(), this.body.element), h("aside", { class: "side", "aria-label": t("findings") }, this.card, this.tables.element));
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && !this.card.hidden && this.close());
  }

  surface(span) {
    return span.field === "title" && this.head ? this.head : this.body;
  }

  layers() {
    const hidden = new Set();
    const toggle = (sort, button) => {
      if (!hidden.delete(sort)) hidden.add(sort);
      button.setAttribute("aria-pressed", String(!hidden.has(sort)));
      this.body.hide([...hidden]);
      this.head?.hide([...hidden]);
    };
    const buttons = Object.entries(LAYERS).map(([sort, name]) => h("button", { type: "button", class: `layer layer-${sort}`, "aria-pressed": "true", onclick: (event) => toggle(sort, event.currentTarget) }, t(name)));
    const types = LEGEND.filter((type) => this.analysis.entities.some((entity) => entity.type === type));
    const legend = h("ul", { class: "legend", "aria-label": t("type") }, types.map((type) => h("li", {}, h("span", { class: `entity by-name type-${type}` }, word("type", type)))));
    return h("div", { class: "layers", role: "group", "aria-label": t("layers") }, h("span", { class: "muted" }, t("layers")), buttons, legend);
  }

  notes() {
    const { analyzer, sentiment, warnings } = this.analysis;
    return [
      warnings.length > 0 && h("div", { class: "notice" }, h("strong", {}, `${t("warnings")}: `), h("span", { lang: "en" }, warnings.map((one) => one.message).join(" "))),
      this.body.long && h("p", { class: "notice" }, t("manyFindings")),
      h("p", { class: "muted small" }, `${t("document")}: ${tone(sentiment.document)} · ${t("analyzer", analyzer)}`),
    ];
  }

  /** Chooses a finding; `here` are all findings at the place that was clicked. */
  choose(one, here, reveal) {
    this.chosen = one;
    put(this.card, detail(one, here ?? [one], this.context));
    this.card.hidden = false;
    this.card.scrollTop = 0;
    this.body.show(one);
    this.head?.show(one, "title");
    this.tables.mark(one.id);
    if (reveal && one.spans.length) this.surface(one.spans[0]).reveal(one.spans[0].start);
    announce(t("chosen", { what: said(one) }));
    this.onchoose?.(one.id);
  }

  /** Chooses by id, as a permalink does; says when there is no such finding. */
  chooseById(id) {
    const one = this.findings.get(id);
    if (one) this.choose(one, undefined, true);
    else this.element.prepend(h("p", { class: "notice", role: "alert" }, t("unknownFinding", { id })));
  }

  /** The same where an id may name something else. */
  chooseIfThere(id) {
    const one = this.findings.get(id);
    if (one && one !== this.chosen) this.choose(one, undefined, true);
  }

  close() {
    const from = this.chosen;
    this.chosen = undefined;
    this.card.hidden = true;
    this.body.show(undefined);
    this.head?.show(undefined, "title");
    this.tables.mark(undefined);
    this.onchoose?.(undefined);
    const back = from && this.element.querySelector(`[data-begins="${CSS.escape(from.id)}"]`);
    if (back) this.body.rove(back, true);
  }

  stop() {
    this.body.stop();
    this.head?.stop();
  }
}

// From an analysis to what is drawn: findings, their marks in the text, and the text cut into blocks and runs.
// Pure functions of text and analysis; positions are UTF-16 code units.

/** A block is annotated as a whole, so it must stay small enough to do that while scrolling. */
const BLOCK = 4000;
/** So many paragraphs get a block each; beyond, short ones are joined. */
const MOST_BLOCKS = 3000;

const size = (span) => span.end - span.start;

function finding(sort, id, data, spans) {
  return { sort, id, data, spans };
}

/** Every finding of an analysis by its id; sentences have none from the service and are numbered. */
export function findings(analysis) {
  const all = new Map();
  const add = (one) => all.set(one.id, one);
  for (const entity of analysis.entities) add(finding("entity", entity.id, entity, entity.mentions));
  for (const claim of analysis.claims) add(finding("claim", claim.id, claim, claim.spans));
  for (const figure of analysis.figures) add(finding("figure", figure.id, figure, [figure]));
  analysis.sentiment.sentences.forEach((sentence, i) => add(finding("sentence", `s${i + 1}`, sentence, [sentence])));
  return all;
}

/** The marks of all findings in one field, in order of position, the longer first. Claims get lanes that never collide. */
export function marks(all, field) {
  const list = [];
  for (const one of all.values()) {
    one.spans.forEach((span, index) => {
      if ((span.field ?? "text") === field && span.end > span.start) {
        list.push({ start: span.start, end: span.end, sort: one.sort, finding: one, first: index === 0, span });
      }
    });
  }
  list.sort((a, b) => a.start - b.start || size(b) - size(a));
  assignLanes(list.filter((mark) => mark.sort === "claim"));
  return list;
}

function assignLanes(claims) {
  const busyUntil = [];
  for (const mark of claims) {
    let lane = busyUntil.findIndex((end) => end <= mark.start);
    if (lane < 0) lane = busyUntil.length;
    busyUntil[lane] = mark.end;
    mark.lane = lane;
  }
}

/** Parts of the chosen finding that are shown while it is chosen: who, by which word, on what evidence. */
export function parts(one) {
  if (!one) return [];
  const of = (part, spans = []) => spans.map((span) => ({ start: span.start, end: span.end, field: span.field ?? "text", sort: "part", part }));
  const { data } = one;
  const weighed = (list = []) => list.flatMap((word) => of(word.weight < 0 ? "against" : "for", [word]));
  const chosen = of("chosen", one.spans);
  if (one.sort === "claim") {
    return [...chosen, ...of("frame", data.frame?.spans), ...of("speaker", data.speaker?.spans), ...of("cue", data.cue?.spans), ...of("addressee", data.addressee?.spans)];
  }
  if (one.sort === "entity") return [...chosen, ...weighed(data.sentiment.evidence)];
  if (one.sort === "sentence") return [...chosen, ...weighed(data.evidence)];
  return chosen;
}

/** The parts of the text that were not read, such as links to other articles. */
export function unread({ blocks: left = [] }) {
  return left.map(({ kind, start, end }) => ({ start, end, sort: "part", part: kind }));
}

function paragraphs(text) {
  const found = [];
  let start = 0;
  for (const gap of text.matchAll(/\n[^\S\n]*\n\s*/g)) {
    found.push({ start, end: gap.index });
    start = gap.index + gap[0].length;
  }
  found.push({ start, end: text.length });
  return found.filter((one) => one.end > one.start);
}

function joined(list) {
  const out = [];
  for (const one of list) {
    const last = out.at(-1);
    if (last && size(last) < BLOCK / 2) last.end = one.end;
    else out.push({ ...one });
  }
  return out;
}

/** Where to cut a long paragraph: behind white space if there is some, never inside a surrogate pair. */
function cut(text, start) {
  const space = Math.max(text.lastIndexOf("\n", start + BLOCK), text.lastIndexOf(" ", start + BLOCK));
  const at = space > start + BLOCK / 2 ? space + 1 : start + BLOCK;
  const low = text.charCodeAt(at);
  return low >= 0xdc00 && low < 0xe000 ? at + 1 : at;
}

/** The text as blocks `{start, end, continued}`: paragraphs, long ones cut. */
export function blocks(text) {
  let list = paragraphs(text);
  if (list.length > MOST_BLOCKS) list = joined(list);
  return list.flatMap(({ start, end }) => {
    const pieces = [];
    for (let at = start; at < end; ) {
      const next = end - at > BLOCK * 1.5 ? cut(text, at) : end;
      pieces.push({ start: at, end: next, continued: at > start });
      at = next;
    }
    return pieces;
  });
}

/** The index of the block that holds a position. */
export function blockAt(list, position) {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle].start <= position) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** For each block the marks that touch it. */
export function byBlock(list, sorted) {
  const out = list.map(() => []);
  for (const mark of sorted) {
    for (let i = blockAt(list, mark.start); i < list.length && list[i].start < mark.end; i += 1) {
      if (list[i].end > mark.start) out[i].push(mark);
    }
  }
  return out;
}

/** Cuts `[start, end)` at every end of a mark: runs `{start, end, marks}` that cover it without gap or overlap. */
export function runs({ start, end }, touching) {
  const cuts = new Set([start, end]);
  for (const mark of touching) {
    if (mark.start > start && mark.start < end) cuts.add(mark.start);
    if (mark.end > start && mark.end < end) cuts.add(mark.end);
  }
  const places = [...cuts].sort((a, b) => a - b);
  const waiting = [...touching].sort((a, b) => a.start - b.start);
  let active = [];
  let next = 0;
  return places.slice(0, -1).map((at, i) => {
    while (next < waiting.length && waiting[next].start <= at) active.push(waiting[next++]);
    active = active.filter((mark) => mark.end > at);
    return { start: at, end: places[i + 1], marks: [...active] };
  });
}

/** The innermost finding of some marks: the shortest, names and figures before claims before sentences. */
export function innermost(list) {
  const order = { figure: 0, entity: 0, claim: 1, sentence: 2 };
  return [...list].filter((mark) => mark.finding).sort((a, b) => order[a.sort] - order[b.sort] || size(a) - size(b));
}

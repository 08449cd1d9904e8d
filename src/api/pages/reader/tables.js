// The findings of one article as tables, behind tabs.

import { h, put } from "./dom.js";
import { count, figureValue, score } from "./format.js";
import { doubtful, INFERRED } from "./text.js";
import { t, word } from "./words.js";

/** So many rows at once: a long text has thousands. */
const ROWS = 100;

/** A table with a caption; wider than its place, it scrolls by itself. */
export function table(caption, heads, rows) {
  const body = h("tbody", {}, rows);
  const head = h("thead", {}, h("tr", {}, heads.map(([name, css]) => h("th", { scope: "col", class: css }, name))));
  return h("div", { class: "wide", role: "region", tabindex: "0", "aria-label": caption }, h("table", {}, h("caption", {}, caption), head, body));
}

/** A row; numbers stand right. */
export function row(...cells) {
  return h("tr", {}, cells.map((cell) => (cell instanceof HTMLTableCellElement ? cell : h("td", {}, cell))));
}

export const number = (text) => h("td", { class: "number" }, text);

const TABS = {
  entity: {
    name: "entities",
    caption: "articleEntities",
    heads: () => [[t("name")], [t("type")], [t("mentions"), "number"], [t("sentiment"), "number"]],
    cells: ({ data }, pick) => [pick(data.name, doubtful(data) && "doubt"), h("td", {}, h("span", { class: `dot type-${data.type}` }), word("type", data.type)), number(count(data.mentions.length)), number(score(data.sentiment.score))],
  },
  claim: {
    name: "claims",
    caption: "articleClaims",
    heads: () => [[t("speaker")], [t("claim")], [t("kind")]],
    cells: ({ data }, pick) => {
      const how = INFERRED[data.speaker?.resolved_by];
      const speaker = data.speaker ? h("span", { class: how && "doubt", title: how && t(how) }, data.speaker.name) : h("span", { class: "muted" }, "–");
      return [speaker, pick(data.text, doubtful(data) && "doubt"), h("td", {}, word("claim", data.kind), h("br"), h("span", { class: "muted" }, word("certainty", data.certainty)))];
    },
  },
  figure: {
    name: "figures",
    caption: "articleFigures",
    heads: () => [[t("words")], [t("value"), "number"], [t("measures")]],
    cells: ({ data }, pick) => [pick(data.exact), h("td", { class: data.approximation ? "number doubt" : "number" }, figureValue(data)), data.measures ?? ""],
  },
  sentence: {
    name: "sentences",
    caption: "articleSentences",
    heads: () => [[t("sentence")], [t("sentiment"), "number"]],
    cells: ({ data }, pick) => [pick(data.exact), h("td", { class: "number" }, h("span", { class: `tone-${data.label}` }, score(data.score)), h("br"), h("span", { class: "muted" }, word("label", data.label)))],
  },
};

/** Tabs of tables; `onchoose` is told which finding a person chose. */
export class Tables {
  constructor(all, onchoose) {
    this.onchoose = onchoose;
    this.lists = Object.fromEntries(Object.keys(TABS).map((sort) => [sort, [...all.values()].filter((one) => one.sort === sort)]));
    this.panel = h("div", { role: "tabpanel", id: "findings-panel", "aria-labelledby": "tab-entity" });
    this.tabs = Object.keys(TABS).map((sort) => {
      const name = `${t(TABS[sort].name)} ${count(this.lists[sort].length)}`;
      return h("button", { type: "button", role: "tab", id: `tab-${sort}`, "aria-controls": "findings-panel", data: { sort }, onclick: () => this.open(sort), onkeydown: (event) => this.key(event) }, name);
    });
    this.element = h("section", { class: "tables", "aria-label": t("findingsOf") }, h("div", { role: "tablist", class: "tabs", "aria-label": t("findings") }, this.tabs), this.panel);
    this.open("claim");
  }

  key(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const next = this.tabs.at((this.tabs.indexOf(event.target) + by) % this.tabs.length);
    this.open(next.dataset.sort);
    next.focus();
    event.preventDefault();
  }

  open(sort) {
    this.sort = sort;
    this.shown = ROWS;
    for (const tab of this.tabs) {
      const own = tab.dataset.sort === sort;
      tab.setAttribute("aria-selected", String(own));
      tab.tabIndex = own ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `tab-${sort}`);
    this.fill();
  }

  fill() {
    const { caption, heads, cells } = TABS[this.sort];
    const list = this.lists[this.sort];
    const rows = list.slice(0, this.shown).map((one) => {
      const pick = (label, css) => h("td", {}, h("button", { type: "button", class: ["pick", css].filter(Boolean).join(" "), onclick: () => this.onchoose(one) }, label));
      const made = row(...cells(one, pick));
      made.dataset.id = one.id;
      return made;
    });
    const left = list.length - rows.length;
    const more = left > 0 && h("button", { type: "button", onclick: () => this.grow() }, t("moreOf", { left: count(left) }));
    put(this.panel, list.length ? table(t(caption), heads(), rows) : h("p", { class: "muted" }, t("nothing")), more);
    this.mark(this.chosen);
  }

  grow() {
    this.shown += ROWS * 5;
    this.fill();
  }

  /** Shows which finding is chosen, if its row is there. */
  mark(id) {
    this.chosen = id;
    for (const one of this.panel.querySelectorAll("tr[data-id]")) one.classList.toggle("chosen", one.dataset.id === id);
  }
}

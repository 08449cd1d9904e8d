// What the items of a list have in common, counted: a click on a count narrows the list to it. Counted is what is shown,
// and that is said, for the service counts no facets itself.

import { query } from "./api.js";
import { h, put } from "./dom.js";
import { count, day } from "./format.js";
import { t, word } from "./words.js";

/** So many values of one facet are offered, the commonest first. */
const VALUES = 8;

/** A value of a facet: what the reader sees, and the filters that stand for it. */
const value = (label, filters) => (label ? { label, filters } : undefined);

function month(date) {
  const [, year, number] = /^(\d{4})-(\d\d)/.exec(date ?? "") ?? [];
  if (!year) return undefined;
  const last = new Date(Date.UTC(Number(year), Number(number), 0)).getUTCDate();
  return value(day(`${year}-${number}`), { from: `${year}-${number}-01`, to: `${year}-${number}-${last}` });
}

const source = { label: "source", filters: ["source"], of: (one) => value((one.article ?? one).source, { source: (one.article ?? one).source }) };
const date = { label: "date", filters: ["from", "to"], of: (one) => month((one.article ?? one).published_at) };
const fixed = (name, group) => ({ label: name, filters: [name], of: (one) => value(one[name] && word(group, one[name]), { [name]: one[name] }) });
const free = (name) => ({ label: name, filters: [name], of: (one) => value(one[name], { [name]: one[name] }) });
const speaker = { label: "speaker", filters: ["speaker"], of: ({ speaker: who }) => value(who?.name, { speaker: who?.entity_id ?? who?.name }) };

/** The facets of each list. */
const FACETS = {
  articles: [source, date],
  entities: [fixed("type", "type")],
  claims: [speaker, fixed("kind", "claim"), fixed("certainty", "certainty"), source, date],
  conflicts: [free("measures"), free("unit")],
  figures: [fixed("kind", "figure"), free("unit"), free("measures"), source, date],
};

/** The facets above one list; they grow with it. */
export class Facets {
  constructor(name, filters) {
    this.name = name;
    this.chosen = filters;
    // What is filtered by already has one value only.
    const open = FACETS[name].filter((facet) => !facet.filters.some((filter) => filters[filter]));
    this.facets = open.map((facet) => ({ ...facet, counts: new Map() }));
    this.items = 0;
    this.element = h("section", { class: "facets", "aria-label": t("facets"), hidden: true });
  }

  /** Counts more items in; `more` says whether there are others still. */
  add(items, more) {
    this.items += items.length;
    for (const { of, counts } of this.facets) {
      for (const found of items.map(of).filter(Boolean)) {
        const key = JSON.stringify(found.filters);
        counts.set(key, { ...found, n: (counts.get(key)?.n ?? 0) + 1 });
      }
    }
    this.draw(more);
  }

  draw(more) {
    // Where every value is there once, a count tells no more than the list.
    const useful = this.facets.filter(({ counts }) => counts.size > 1 && [...counts.values()].some(({ n }) => n > 1));
    this.element.hidden = useful.length === 0;
    const note = h("p", { class: "muted small" }, t(more ? "facetsShown" : "facetsAll", { n: count(this.items) }));
    put(this.element, useful.map((facet) => this.group(facet)), note);
  }

  group({ label, counts }) {
    const most = [...counts.values()].sort((a, b) => b.n - a.n).slice(0, VALUES);
    const link = (one) => h("li", {}, h("a", { href: `/${this.name}${query({ ...this.chosen, ...one.filters })}` }, one.label), h("span", { class: "muted" }, ` ${count(one.n)}`));
    return h("div", { class: "facet" }, h("h2", {}, t(label)), h("ul", { class: "plain" }, most.map(link)));
  }
}

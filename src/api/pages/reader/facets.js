// What the items of a list have in common, counted by the service: a click on a count narrows the list to it.

import { query } from "./api.js";
import { h, put } from "./dom.js";
import { count, day } from "./format.js";
import { t, word } from "./words.js";

/** So many values of one facet are offered, the commonest first. */
const VALUES = 8;

/** The facets of each list. */
const FACETS = {
  articles: ["source", "month"],
  entities: ["type"],
  claims: ["speaker", "kind", "certainty", "source", "month"],
  conflicts: ["measures", "unit"],
  figures: ["kind", "unit", "measures", "source", "month"],
};

/** Whose words a facet's values are; those of the others are texts. */
const GROUPS = { type: { entities: "type" }, kind: { claims: "claim", figures: "figure" }, certainty: { claims: "certainty" } };

/** The filters that a value of a facet sets. */
function filtersOf(facet, value) {
  if (facet !== "month") return { [facet]: value };
  const [year, number] = value.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { from: `${value}-01`, to: `${value}-${last}` };
}

/** The facets above one list. */
export class Facets {
  constructor(name, filters) {
    this.name = name;
    this.chosen = filters;
    // What is filtered by already has one value only.
    this.asked = FACETS[name].filter((facet) => !(facet === "month" ? ["from", "to"] : [facet]).some((filter) => filters[filter]));
    this.element = h("section", { class: "facets", "aria-label": t("facets"), hidden: true });
  }

  /** What the service is asked for. */
  get parameter() {
    return this.asked.join(",") || undefined;
  }

  /** Shows what a page says of its list. */
  show({ facets = [], total, total_estimate }) {
    // Where every value is there once, a count tells no more than the list.
    const useful = facets.filter(({ values }) => values.length > 1 && values.some((one) => one.count > 1));
    this.element.hidden = useful.length === 0;
    const counted = useful[0]?.counted;
    const numbers = { n: count(counted), total: count(total ?? total_estimate) };
    const note = counted === total ? "facetsAll" : total ? "facetsOf" : "facetsOfAbout";
    put(this.element, useful.map((facet) => this.group(facet)), h("p", { class: "muted small" }, t(note, numbers)));
  }

  group({ facet, values }) {
    const group = GROUPS[facet]?.[this.name];
    const label = ({ value, label: name }) => (group ? word(group, value) : facet === "month" ? day(value) : (name ?? value));
    const link = (one) => h("li", {}, h("a", { href: `/${this.name}${query({ ...this.chosen, ...filtersOf(facet, one.value) })}` }, label(one)), h("span", { class: "muted" }, ` ${count(one.count)}`));
    return h("div", { class: "facet" }, h("h2", {}, t(facet === "month" ? "date" : facet)), h("ul", { class: "plain" }, values.slice(0, VALUES).map(link)));
  }
}

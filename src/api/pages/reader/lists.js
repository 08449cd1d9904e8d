// `/articles`, `/entities`, `/claims`, `/figures`, `/conflicts`: the lists of the archive with their filters. The filters stand in the
// address, so that a list can be sent on and comes back after a reload.

import { ask, query } from "./api.js";
import { h, put } from "./dom.js";
import { Facets } from "./facets.js";
import { articleRow, articleTable, claimItems, conflictItems, entityRow, entityTable, figureRow, figureTable } from "./items.js";
import { showProblem } from "./problem.js";
import { t, word } from "./words.js";

const TYPES = ["person", "organization", "location", "product", "event", "law", "work", "other"];
const KINDS = ["direct", "indirect", "reported", "free_indirect", "indirect_free_indirect", "assertion"];
const CERTAINTIES = ["asserted", "hedged", "denied", "doubted", "demanded", "announced", "questioned"];
const FIGURES = ["money", "percentage", "count", "number", "quantity", "ordinal", "rank", "multiple", "fraction", "date", "time", "duration", "age", "temperature", "rate"];

const SOURCE = [
  { name: "source", label: "source" },
  { name: "from", label: "from", type: "date" },
  { name: "to", label: "to", type: "date" },
];

const WORDS = { name: "q", label: "wordSearch", type: "search" };
/** What a search has found comes in the order of relevance, unless this says otherwise; all else the newest first. */
const ORDER = { name: "sort", label: "order", empty: "byRelevance", options: [["date", "byDate"]] };

/** Filters that are always in sight. */
const FIRST = ["q", "sort"];

const choice = (name, label, values, group) => ({ name, label, options: values.map((value) => [value, group]) });

/** A list: where it is asked, which filters it has, how it is shown. Another list is another entry. */
const LISTS = {
  articles: {
    filters: [WORDS, ORDER, { name: "entity", label: "entity" }, { name: "speaker", label: "speaker" }, ...SOURCE],
    table: articleTable,
    row: articleRow,
  },
  entities: {
    filters: [{ name: "q", label: "nameSearch", type: "search" }, choice("type", "type", TYPES, "type"), ...SOURCE],
    table: entityTable,
    row: entityRow,
  },
  claims: {
    filters: [WORDS, ORDER, { name: "speaker", label: "speaker" }, { name: "about", label: "about" }, choice("kind", "kind", KINDS, "claim"), choice("certainty", "certainty", CERTAINTIES, "certainty"), { name: "has_figure", label: "hasFigure", options: [["true", "yes"], ["false", "no"]] }, ...SOURCE],
    list: claimItems,
  },
  conflicts: {
    path: "figures/conflicts",
    text: "conflictsText",
    filters: [{ name: "entity", label: "about" }, { name: "measures", label: "measures" }, { name: "unit", label: "unit" }, ...SOURCE],
    list: conflictItems,
  },
  figures: {
    also: "conflicts",
    filters: [WORDS, ORDER, choice("kind", "kind", FIGURES, "figure"), { name: "unit", label: "unit" }, { name: "min", label: "min", inputmode: "decimal" }, { name: "max", label: "max", inputmode: "decimal" }, { name: "measures", label: "measures" }, { name: "entity", label: "about" }, { name: "speaker", label: "speaker" }, ...SOURCE],
    table: figureTable,
    row: figureRow,
  },
};

function label(value, group) {
  return ["yes", "no", "byDate"].includes(group) ? t(group) : word(group, value);
}

function control({ name, label: key, options, empty, type, inputmode }, search) {
  const value = search.get(name) ?? "";
  if (!options) return h("label", {}, h("span", {}, t(key)), h("input", { name, type: type ?? "text", inputmode, value, autocomplete: "off" }));
  const list = [h("option", { value: "" }, t(empty ?? "any")), options.map(([one, group]) => h("option", { value: one, selected: one === value }, label(one, group)))];
  return h("label", {}, h("span", {}, t(key)), h("select", { name }, list));
}

function filterForm(name, { search, go }) {
  const actions = h("div", { class: "filter-actions" }, h("button", { type: "submit", class: "main" }, t("apply")), h("a", { href: `/${name}` }, t("reset")));
  const isFirst = (filter) => FIRST.includes(filter.name);
  const others = LISTS[name].filters.filter((filter) => !isFirst(filter));
  // On a small screen they would push what was found out of sight; those that are set are shown all the same.
  const open = !matchMedia("(max-width: 30rem)").matches || others.some((filter) => search.get(filter.name));
  const row = (filters, ...more) => h("div", { class: "filter-row" }, filters.map((filter) => control(filter, search)), more);
  const made = h(
    "form",
    { class: "filters", role: "search", "aria-label": t("filter") },
    row(LISTS[name].filters.filter(isFirst), actions),
    h("details", { open }, h("summary", {}, t("filter")), row(others)),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    go(`/${name}${query(Object.fromEntries(new FormData(made)))}`);
  });
  return made;
}

/** Where the service answers a list. */
const path = (name) => `/v1/${LISTS[name].path ?? name}`;

/** One page after the other, on demand. */
class Pages {
  constructor(name, place, { search, signal }) {
    this.list = LISTS[name];
    this.name = name;
    this.place = place;
    this.signal = signal;
    const known = this.list.filters.map((filter) => filter.name);
    this.filters = Object.fromEntries([...search].filter(([key]) => known.includes(key)));
    // What was found is cut out by the positions of this language's strings.
    this.unit = this.filters.q && this.list.filters.includes(WORDS) ? "utf16" : undefined;
    this.facets = new Facets(name, this.filters);
    this.order = this.unit && !this.filters.sort ? "relevance" : "date";
    this.more = h("button", { type: "button", onclick: () => this.next() }, t("more"));
  }

  async next() {
    this.more.disabled = true;
    try {
      const page = await ask(`${path(this.name)}${query({ ...this.filters, limit: 50, cursor: this.cursor, offsets: this.unit, facets: this.cursor ? undefined : this.facets.parameter })}`, { signal: this.signal });
      this.show(page);
    } catch (error) {
      const place = h("div", {});
      this.cursor ? this.place.append(place) : put(this.place, place);
      showProblem(place, error, () => (place.remove(), this.next()));
    }
    this.more.disabled = false;
  }

  show(page) {
    const { items, next } = page;
    if (!this.cursor) this.facets.show(page);
    if (!this.cursor) put(this.place, items.length ? undefined : h("p", { class: "muted" }, t("nothing")));
    if (items.length && this.list.list) this.place.append(this.list.list(items));
    else if (items.length && !this.body) {
      this.place.append(this.list.table(items.map(this.list.row), this.order));
      this.body = this.place.querySelector("tbody");
    } else if (items.length) this.body.append(...items.map(this.list.row));
    this.cursor = next;
    this.more.remove();
    if (next) this.place.append(this.more);
  }
}

/** Makes the page of one list. */
export function listPage(name) {
  return async (view) => {
    const place = h("div", { class: "found" }, h("p", { class: "muted" }, t("loading")));
    const pages = new Pages(name, place, view);
    const { also, text } = LISTS[name];
    const links = [also && h("a", { class: "small", href: `/${also}` }, t(also)), h("a", { class: "small", href: `${path(name)}${query(pages.filters)}` }, t("json"))];
    const lead = text && h("p", { class: "muted" }, t(text));
    put(view.main, h("div", { class: "list-head" }, h("h1", { tabindex: "-1" }, t(name)), links), lead, filterForm(name, view), pages.facets.element, place);
    await pages.next();
  };
}

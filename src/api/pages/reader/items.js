// Articles, claims, names and figures of the archive as lists and rows.

import { copyButton, citation, permalink } from "./copy.js";
import { h } from "./dom.js";
import { count, day, decimal, figureValue, origin, period, tone } from "./format.js";
import { number, row, table } from "./tables.js";
import { DOUBT, INFERRED } from "./text.js";
import { t, word } from "./words.js";

/** `<article>:<id>` of the archive in its two halves. */
function local(id) {
  return id.slice(id.lastIndexOf(":") + 1);
}

/** Path of an article, with a finding of it. */
export function articlePath(article, finding) {
  const link = new URL(permalink(article.id, finding));
  return link.pathname + link.search;
}

/** What a search has found: stretches of the text with the words marked. Positions are in UTF-16. */
function snippets({ snippets: found = [] }) {
  return found.filter((one) => !one.field).map(({ start, exact, marks }) => {
    const parts = [];
    let at = 0;
    for (const mark of marks) {
      parts.push(exact.slice(at, mark.start - start), h("mark", {}, mark.exact));
      at = mark.end - start;
    }
    return h("p", { class: "small", lang: "de" }, "… ", parts, exact.slice(at), " …");
  });
}

/** Articles, a line each. */
export function articleItems(items) {
  return h("ul", { class: "list" }, items.map((one) => h("li", {}, h("a", { href: articlePath(one), lang: one.language ?? "de" }, one.title ?? t("untitled")), h("span", { class: "muted small" }, origin(one)))));
}

function speakerLine({ speaker, kind }) {
  if (!speaker) return h("span", { class: "muted" }, t(kind === "assertion" ? "noSpeaker" : "unknownSpeaker"));
  const how = INFERRED[speaker.resolved_by];
  const name = speaker.entity_id ? h("a", { href: `/entities/${encodeURIComponent(speaker.entity_id)}` }, speaker.name) : speaker.name;
  return [h("strong", { class: how && "doubt", title: how && t(how) }, name), how && h("span", { class: "muted" }, ` (${t(how)})`)];
}

/** How a claim is set off: broken where the service is in doubt, grey where it is the text's own. */
export function quoteClass({ kind, confidence }) {
  return ["quote", kind === "assertion" && "own", confidence < DOUBT && "doubt"].filter(Boolean).join(" ");
}

/** A claim of the archive as a quotation with its speaker and its source. */
function claimItem(claim) {
  const finding = { ...claim, id: local(claim.id) };
  const marks = [word("claim", claim.kind), claim.certainty !== "asserted" && word("certainty", claim.certainty), claim.negated && t("f.negated"), tone(claim.sentiment)];
  return h(
    "li",
    { class: "claim-item" },
    h("p", {}, speakerLine(claim)),
    h("blockquote", { class: quoteClass(claim), lang: "de" }, claim.text),
    h("p", { class: "muted small" }, marks.filter(Boolean).join(" · ")),
    h("p", { class: "small actions" }, h("a", { href: articlePath(claim.article, finding.id) }, claim.article.title ?? t("untitled")), h("span", { class: "muted" }, origin(claim.article)), copyButton(t("copy"), () => citation({ sort: "claim", id: finding.id, data: claim }, claim.article))),
  );
}

/** Claims, one below the other. */
export function claimItems(items) {
  return h("ul", { class: "list" }, items.map(claimItem));
}

/** One of two figures that exclude each other: its words in its article. */
function side(one) {
  const value = h("strong", { class: one.approximation ? "doubt" : undefined, title: one.approximation && word("approximation", one.approximation) }, figureValue(one));
  const article = h("a", { href: articlePath(one.article, local(one.id)) }, one.article.title ?? t("untitled"));
  return h("li", {}, value, " ", h("q", { lang: "de" }, one.exact), " ", article, h("span", { class: "muted" }, ` ${origin(one.article)}`));
}

function conflictItem({ entities, measures, period: named, difference, ratio, newer, older }) {
  const about = entities.map((id) => [" · ", h("a", { href: `/entities/${encodeURIComponent(id)}` }, id.slice(id.indexOf(":") + 1))]);
  const apart = t(ratio ? "apartTimes" : "apart", { difference: figureValue({ ...newer, value: difference, min: undefined, max: undefined, approximation: undefined }), ratio: ratio && decimal(ratio) });
  return h("li", { class: "conflict" }, h("p", {}, h("strong", { lang: "de" }, measures), about, named && ` · ${period(named)}`), h("ul", { class: "plain" }, side(newer), side(older)), h("p", { class: "muted small" }, apart));
}

/** Pairs of figures that exclude each other, one below the other. */
export function conflictItems(items) {
  return h("ul", { class: "list" }, items.map(conflictItem));
}

/** Rows of the table of articles. */
export function articleTable(rows, order) {
  return table(t(order === "relevance" ? "tableFound" : "tableArticles"), [[t("date")], [t("article")], [t("source")]], rows);
}

export function articleRow(one) {
  return row(h("td", { class: "nowrap" }, one.published_at ? day(one.published_at) : h("span", { class: "muted" }, t("undated"))), h("td", {}, h("a", { href: articlePath(one), lang: one.language ?? "de" }, one.title ?? t("untitled")), snippets(one)), one.source ?? "");
}

/** Rows of the table of names. */
export function entityTable(rows) {
  return table(t("tableEntities"), [[t("name")], [t("type")], [t("articleCount"), "number"], [t("mentions"), "number"]], rows);
}

export function entityRow(one) {
  const type = h("td", {}, h("span", { class: `dot type-${one.type}` }), word("type", one.type), one.subtype && h("span", { class: "muted" }, ` · ${word("subtype", one.subtype)}`));
  return row(h("a", { href: `/entities/${encodeURIComponent(one.id)}` }, one.name), type, number(count(one.articles)), number(count(one.mentions)));
}

/** Rows of the table of figures. */
export function figureTable(rows, order) {
  return table(t(order === "relevance" ? "tableFound" : "tableFigures"), [[t("date")], [t("value"), "number"], [t("measures")], [t("words")], [t("article")]], rows);
}

export function figureRow(one) {
  const value = h("td", { class: one.approximation ? "number doubt" : "number", title: one.approximation && word("approximation", one.approximation) }, figureValue(one));
  const when = h("td", { class: "nowrap" }, one.article.published_at ? day(one.article.published_at) : h("span", { class: "muted" }, t("undated")));
  return row(when, value, one.measures ?? "", h("td", {}, h("span", { lang: "de" }, one.exact), snippets(one)), h("a", { href: articlePath(one.article, local(one.id)) }, one.article.title ?? t("untitled")));
}

// Everything the service says of one finding: its fields, its evidence, where else it leads. Nothing is added to it.

import { citation, copyButton, permalink } from "./copy.js";
import { h } from "./dom.js";
import { decimal, figureValue, period, score, share, tone, unit } from "./format.js";
import { quoteClass } from "./items.js";
import { DOUBT, INFERRED, said } from "./text.js";
import { t, word } from "./words.js";

/** Buttons that bring places of the text into view. */
function places(spans, context) {
  return (spans ?? []).map((span) => h("button", { type: "button", class: "place", onclick: () => context.reveal(span) }, span.exact));
}

/** Buttons that choose other findings. */
function others(ids, context) {
  return (ids ?? []).map((id) => {
    const one = context.findings.get(id);
    if (!one) return h("span", {}, id);
    const label = one.sort === "entity" ? one.data.name : one.sort === "figure" ? one.data.exact : id;
    return h("button", { type: "button", class: "place", title: said(one), onclick: () => context.choose(one) }, label);
  });
}

function weights(evidence) {
  return (evidence ?? []).map((one) => [one, `${score(one.weight)}${one.voice ? ` · ${word("voice", one.voice)}` : ""}`]);
}

function evidenceList(evidence, context) {
  const list = weights(evidence).map(([one, weight]) => h("li", {}, places([one], context), " ", h("span", { class: "muted" }, weight)));
  return list.length && h("ul", { class: "plain" }, list);
}

function trust(value) {
  return h("span", { class: value < DOUBT && "doubt" }, h("meter", { min: 0, max: 1, low: DOUBT, optimum: 1, value, "aria-label": t("f.confidence") }), " ", share(value));
}

function speakerOf(speaker, context) {
  if (!speaker) return undefined;
  const how = INFERRED[speaker.resolved_by];
  const name = speaker.entity_id && context.findings.has(speaker.entity_id) ? others([speaker.entity_id], context) : speaker.name;
  return [h("span", { class: how && "doubt" }, name), how && h("span", { class: "muted" }, ` (${t(how)})`), " ", places(speaker.spans, context)];
}

function entityFields(entity, context) {
  const { sentiment } = entity;
  return [
    ["f.type", word("type", entity.type)],
    ["f.subtype", entity.subtype && word("subtype", entity.subtype)],
    ["f.role", entity.role && [entity.role.text, entity.role.organization_id && [" · ", others([entity.role.organization_id], context)], " ", places(entity.role.spans, context)]],
    ["f.wikidata", entity.wikidata && h("a", { href: `https://www.wikidata.org/wiki/${encodeURIComponent(entity.wikidata)}`, rel: "noreferrer" }, entity.wikidata)],
    ["f.salience", share(entity.salience)],
    ["f.confidence", entity.confidence !== undefined && trust(entity.confidence)],
    ["f.mentions", entity.mentions.map((one) => [places([one], context), h("span", { class: "muted" }, ` ${word("mention", one.kind)} `)])],
    ["f.sentiment", tone(sentiment)],
    ["f.author", sentiment.author && tone(sentiment.author)],
    ["f.quoted", sentiment.quoted && tone(sentiment.quoted)],
    ["f.evidence", evidenceList(sentiment.evidence, context)],
  ];
}

function claimFields(claim, context) {
  const by = claim.speaker?.resolved_by;
  return [
    ["f.speaker", speakerOf(claim.speaker, context) ?? t(claim.kind === "assertion" ? "noSpeaker" : "unknownSpeaker")],
    ["f.resolved_by", by && word("resolved", by)],
    ["f.kind", word("claim", claim.kind)],
    ["f.cue", claim.cue && [claim.cue.lemma, " ", places(claim.cue.spans, context)]],
    ["f.frame", claim.frame && places(claim.frame.spans, context)],
    ["f.addressee", claim.addressee && [claim.addressee.name, " ", places(claim.addressee.spans, context)]],
    ["f.medium", word("medium", claim.medium)],
    ["f.certainty", word("certainty", claim.certainty)],
    ["f.negated", claim.negated && t("yes")],
    ["f.nested_in", claim.nested_in && others([claim.nested_in], context)],
    ["f.confidence", trust(claim.confidence)],
    ["f.entities", others(claim.entities, context)],
    ["f.figures", others(claim.figures, context)],
    ["f.sentiment", tone(claim.sentiment)],
  ];
}

function figureFields(figure, context) {
  const ends = [figure.min, figure.max].map((end) => (end === undefined ? "" : decimal(end)));
  return [
    ["f.kind", word("figure", figure.kind)],
    ["f.value", figure.value !== undefined ? decimal(figure.value) : figure.time],
    ["f.range", ends.some(Boolean) && ends.join(" – ")],
    ["f.unit", unit(figure.unit)],
    ["f.approximation", figure.approximation && h("span", { class: "doubt" }, word("approximation", figure.approximation))],
    ["f.change", figure.change && word("change", figure.change)],
    ["f.from", figure.from && others([figure.from], context)],
    ["f.to", figure.to && others([figure.to], context)],
    ["f.per", figure.per && unit(figure.per)],
    ["f.measures", figure.measures],
    ["f.period", figure.period && [period(figure.period), h("span", { class: "muted" }, ` ${figure.period.start} – ${figure.period.end}`)]],
    ["f.speaker", figure.speaker && others([figure.speaker], context)],
    ["f.claim_id", figure.claim_id && others([figure.claim_id], context)],
    ["f.entities", others(figure.entities, context)],
  ];
}

function sentenceFields(sentence, context) {
  return [
    ["f.score", tone(sentence)],
    ["f.evidence", evidenceList(sentence.evidence, context)],
  ];
}

const FIELDS = { entity: entityFields, claim: claimFields, figure: figureFields, sentence: sentenceFields };
const SORTS = { entity: "name", claim: "claim", figure: "figure", sentence: "sentence" };

function heading({ sort, data }) {
  if (sort === "entity") return data.name;
  return sort === "claim" ? data.text : data.exact;
}

/** A list of names and values; absent values are left out. */
export function fields(rows) {
  const there = rows.filter(([, value]) => value && !(Array.isArray(value) && value.length === 0));
  return h("dl", { class: "fields" }, there.map(([name, value]) => [h("dt", {}, t(name)), h("dd", {}, value)]));
}

function jsonOf(one, article) {
  const of = { claim: "claims", figure: "figures" }[one.sort];
  if (of) return `/v1/${of}/${article.id}:${one.id}?offsets=utf16`;
  return `/v1/articles/${article.id}/${one.sort === "entity" ? "entities" : "sentiment"}?offsets=utf16`;
}

function actions(one, { article }) {
  return h(
    "p",
    { class: "actions" },
    copyButton(t("copy"), () => citation(one, article)),
    article?.id && h("a", { href: permalink(article.id, one.id) }, t("permalink")),
    article?.id && h("a", { href: jsonOf(one, article) }, t("json")),
    article?.id && one.sort === "entity" && h("a", { href: `/entities/${encodeURIComponent(one.id)}` }, t("profile")),
  );
}

/** The card of a finding. `context` gives the other findings, the article, and what to do when something is chosen. */
export function detail(one, here, context) {
  const rest = here.filter((other) => other !== one);
  return [
    h("div", { class: "card-head" }, h("h2", { id: "detail-title" }, `${t(SORTS[one.sort])} `, h("code", {}, one.id)), h("button", { type: "button", class: "quiet", onclick: context.close }, t("close"))),
    h("blockquote", { class: one.sort === "claim" && quoteClass(one.data), lang: context.language }, heading(one)),
    fields(FIELDS[one.sort](one.data, context)),
    actions(one, context),
    rest.length > 0 && h("p", { class: "here" }, h("span", { class: "muted" }, `${t("here")}: `), rest.map((other) => [h("button", { type: "button", class: "place", onclick: () => context.choose(other, here) }, said(other)), " "])),
  ];
}

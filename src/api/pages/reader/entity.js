// `/entities/{id}`: what the archive knows of one name.

import { ask, query } from "./api.js";
import { bars, points, time } from "./chart.js";
import { h, put } from "./dom.js";
import { compact, count, day, figureValue, score, unit } from "./format.js";
import { articleItems, articlePath, claimItems } from "./items.js";
import { showProblem } from "./problem.js";
import { number, row } from "./tables.js";
import { t, word } from "./words.js";

const DAY = 86_400_000;
const INTERVALS = ["day", "week", "month", "year"];
const CLAIMS = 5;
/** Figures that are looked at: the most a page of the service holds. */
const FIGURES = 200;
const ROLES = 6;
const ALL_MEASURES = "\u0000";

const fact = (name, value) => t("factOf", { name: t(name), value });

function fitting(profile) {
  const days = (time(profile.last_seen) - time(profile.first_seen)) / DAY;
  return days <= 45 ? "day" : days <= 250 ? "week" : days <= 2500 ? "month" : "year";
}

/** Fills a section when its answer is there; a failure shows there alone. */
async function section(place, title, load) {
  try {
    const content = await load();
    if (content) put(place, h("h2", {}, title), content);
    else place.remove();
  } catch (error) {
    showProblem(place, error);
  }
}

async function timeline(id, interval, signal) {
  const { items } = await ask(`/v1/entities/${id}/timeline${query({ interval })}`, { signal });
  if (!items.length) return undefined;
  return bars({
    title: t("timeline"),
    note: t("timelineText", { interval: t(`interval.${interval}`) }),
    interval,
    buckets: items.map((one) => ({ start: one.start, value: one.articles, label: `${day(one.start)} – ${fact("articleCount", count(one.articles))}, ${fact("mentions", count(one.mentions))}` })),
    label: count,
    heads: [[t("date")], [t("articleCount"), "number"], [t("mentions"), "number"]],
    rows: items.map((one) => row(day(one.start), number(count(one.articles)), number(count(one.mentions)))),
  });
}

async function tones(id, interval, signal) {
  const { items } = await ask(`/v1/sentiment${query({ entity: decodeURIComponent(id), interval })}`, { signal });
  if (!items.length) return undefined;
  return points({
    title: t("toneTime"),
    note: t("toneText", { interval: t(`interval.${interval}`) }),
    bounds: { low: -1, high: 1 },
    list: items.map((one) => ({ at: time(one.start), value: one.score, size: 3 + Math.min(Math.sqrt(one.articles) * 1.6, 9), label: `${day(one.start)} – ${fact("score", score(one.score))}, ${fact("articleCount", count(one.articles))}` })),
    label: score,
    heads: [[t("date")], [t("score"), "number"], [t("articleCount"), "number"]],
    rows: items.map((one) => row(day(one.start), number(score(one.score)), number(count(one.articles)))),
  });
}

/** Series of one thing measured first, the longest before; what was measured only once comes last. */
function rank(key, { list }) {
  return list.length * 2 + Number(list.length > 1 && !key.endsWith(ALL_MEASURES)) * 1000 + Number(!key.endsWith(ALL_MEASURES));
}

/** Figures that can stand on one axis: the same kind, unit and divisor, and the same thing measured. */
function series(figures) {
  const groups = new Map();
  const add = (key, name, one) => groups.set(key, { name, list: [...(groups.get(key)?.list ?? []), one] });
  for (const one of figures) {
    if (one.kind === "date" || one.kind === "time" || (one.value ?? one.min ?? one.max) === undefined) continue;
    const axis = [one.kind, one.unit ?? "", one.per ?? ""].join("|");
    const name = [word("figure", one.kind), unit(one.unit), one.per && `/ ${unit(one.per)}`].filter(Boolean).join(" ");
    if (one.measures) add(`${axis}|${one.measures}`, `${one.measures} · ${name}`, one);
    add(`${axis}|${ALL_MEASURES}`, name, one);
  }
  return [...groups.entries()].sort(([a, one], [b, two]) => rank(b, two) - rank(a, one));
}

function figureChart(list) {
  const dated = list.filter((one) => time(one.article.published_at) !== undefined);
  const missing = list.length - dated.length;
  const value = (text) => (text === undefined ? undefined : Number(text));
  const note = [t("figuresText"), missing > 0 && t("figuresUndated", { n: count(missing) })].filter(Boolean).join(" ");
  const rows = list.map((one) => row(one.article.published_at ? day(one.article.published_at) : t("undated"), number(figureValue(one)), one.measures ?? "", h("a", { href: articlePath(one.article, one.id.slice(one.id.lastIndexOf(":") + 1)) }, one.exact)));
  const heads = [[t("date")], [t("value"), "number"], [t("measures")], [t("words")]];
  const marks = dated.map((one) => ({
    at: time(one.article.published_at),
    value: value(one.value),
    min: value(one.min ?? one.max),
    max: value(one.max ?? one.min),
    hollow: Boolean(one.approximation),
    href: articlePath(one.article, one.id.slice(one.id.lastIndexOf(":") + 1)),
    label: `${day(one.article.published_at)}: ${figureValue(one)} – ${one.exact}`,
  }));
  const short = (number) => compact(String(Number.isInteger(number) ? BigInt(number) : number));
  return marks.length ? points({ title: t("figuresTime"), note, list: marks, label: short, heads, rows }) : h("p", { class: "muted" }, note);
}

async function figures(id, signal) {
  const { items, next } = await ask(`/v1/figures${query({ entity: decodeURIComponent(id), limit: FIGURES })}`, { signal });
  const all = series(items);
  if (!all.length) return undefined;
  const place = h("div", {}, figureChart(all[0][1].list));
  const options = all.map(([key, { name, list }]) => h("option", { value: key }, `${name} (${count(list.length)})`));
  const select = h("select", { onchange: () => put(place, figureChart(new Map(all).get(select.value).list)) }, options);
  return [h("label", { class: "inline" }, h("span", {}, t("series")), select), place, next && h("p", { class: "muted small" }, t("figuresMany", { n: FIGURES }))];
}

async function related(id, signal) {
  const { items } = await ask(`/v1/entities/${id}/related?limit=12`, { signal });
  if (!items.length) return undefined;
  const most = items[0].shared_articles;
  const line = (one) => h("li", {}, h("a", { href: `/entities/${encodeURIComponent(one.id)}` }, one.name), h("meter", { min: 0, max: most, value: one.shared_articles, "aria-label": t("shared") }), h("span", { class: "muted small" }, `${word("type", one.type)} · ${fact("shared", count(one.shared_articles))}`));
  return h("ul", { class: "list related" }, items.map(line));
}

async function claims(filter, href, signal) {
  const { items, next } = await ask(`/v1/claims${query({ ...filter, limit: CLAIMS })}`, { signal });
  if (!items.length) return h("p", { class: "muted" }, t("nothing"));
  return [claimItems(items), next && h("p", {}, h("a", { href }, t("more")))];
}

async function articles(entity, signal) {
  const { items, next } = await ask(`/v1/articles${query({ entity, limit: 8 })}`, { signal });
  return [articleItems(items), next && h("p", {}, h("a", { href: `/articles${query({ entity })}` }, t("more")))];
}

/** A role with the months of the first and the last article that gives it. */
function held(role, at) {
  const months = [...new Set([role.first, role.last])].map(day).join(" – ");
  const organisation = role.organization_id && [" · ", h("a", { href: `/entities/${encodeURIComponent(role.organization_id)}` }, role.organization_id.slice(role.organization_id.indexOf(":") + 1))];
  return [at > 0 && ", ", role.text, organisation, h("span", { class: "muted" }, ` (${months})`)];
}

function head(profile) {
  const others = profile.names.filter((name) => name !== profile.name);
  const facts = [
    t("seen", { first: day(profile.first_seen), last: day(profile.last_seen) }),
    fact("articleCount", count(profile.articles)),
    fact("mentions", count(profile.mentions)),
    fact("claims", count(profile.claims)),
    fact("meanSentiment", score(profile.mean_sentiment)),
  ];
  return h(
    "header",
    { class: "article-head" },
    h("p", { class: "kicker" }, h("span", { class: `dot type-${profile.type}` }), word("type", profile.type), profile.subtype && ` · ${word("subtype", profile.subtype)}`),
    h("h1", { tabindex: "-1" }, profile.name),
    others.length > 0 && h("p", {}, h("span", { class: "muted" }, `${t("names")}: `), others.join(", ")),
    profile.roles?.length > 0 && h("p", {}, h("span", { class: "muted" }, `${t("f.role")}: `), profile.roles.slice(0, ROLES).map(held)),
    h("p", { class: "muted" }, facts.join(" · ")),
    h("p", { class: "actions small" }, h("code", {}, profile.id), profile.wikidata && h("a", { href: `https://www.wikidata.org/wiki/${encodeURIComponent(profile.wikidata)}`, rel: "noreferrer" }, `Wikidata ${profile.wikidata}`), h("a", { href: `/v1/entities/${encodeURIComponent(profile.id)}` }, t("json"))),
  );
}

/** Shows the page. */
export async function entityPage({ main, params, signal, setTitle }) {
  const id = encodeURIComponent(params.id);
  const profile = await ask(`/v1/entities/${id}`, { signal });
  setTitle(profile.name);
  const [time, tone, numbers, near, said, about, read] = Array.from({ length: 7 }, () => h("section", {}, h("p", { class: "muted" }, t("loading"))));
  const overTime = (interval) => {
    section(time, t("timeline"), () => timeline(id, interval, signal));
    section(tone, t("toneTime"), () => tones(id, interval, signal));
  };
  const first = fitting(profile);
  const options = INTERVALS.map((one) => h("option", { value: one, selected: one === first }, t(`interval.${one}`)));
  const interval = h("label", { class: "inline" }, h("span", {}, t("interval")), h("select", { name: "interval", onchange: (event) => overTime(event.target.value) }, options));
  put(main, head(profile), interval, h("div", { class: "halves" }, time, tone), numbers, h("div", { class: "halves" }, said, about), h("div", { class: "halves" }, near, read));
  overTime(first);
  const { name } = profile;
  section(numbers, t("figuresTime"), () => figures(id, signal));
  section(said, t("said", { name }), () => claims({ speaker: profile.id }, `/claims${query({ speaker: profile.id })}`, signal));
  section(about, t("saidOf", { name }), () => claims({ about: profile.id }, `/claims${query({ about: profile.id })}`, signal));
  section(near, t("related"), () => related(id, signal));
  section(read, t("inArticles", { name }), () => articles(profile.id, signal));
}

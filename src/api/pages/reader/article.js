// `/articles/{id}`: an article of the archive, with one of its findings chosen by `?finding=`.

import { ask } from "./api.js";
import { copyButton, permalink } from "./copy.js";
import { h, put } from "./dom.js";
import { day, origin } from "./format.js";
import { Reader } from "./reader.js";
import { t } from "./words.js";

const PARTS = ["analysis", "entities", "claims", "figures", "sentiment"];

function links(article) {
  const path = `/v1/articles/${article.id}`;
  const parts = PARTS.map((part) => [" · ", h("a", { href: `${path}/${part}` }, part)]);
  return h("p", { class: "muted small" }, `${t("json")}: `, h("a", { href: path }, "article"), parts);
}

/** Head of an article: headline, origin, authors, links. A headline with findings is drawn with them. */
export function articleHead(article, drawnTitle) {
  const by = [origin(article), article.authors?.join(", ")].filter(Boolean).join(" · ");
  return h(
    "header",
    { class: "article-head" },
    h("p", { class: "kicker" }, by),
    h("h1", { tabindex: "-1", lang: article.language ?? "de" }, drawnTitle ?? article.title ?? t("untitled")),
    h("p", { class: "actions" }, article.url && h("a", { href: article.url, rel: "noreferrer" }, article.url.split("/")[2]), copyButton(t("copyLink"), () => permalink(article.id))),
    links(article),
  );
}

/** Shows the page. */
export async function articlePage({ main, params, search, signal, replaceSearch, onleave, setTitle }) {
  const article = await ask(`/v1/articles/${encodeURIComponent(params.id)}?include=analysis&offsets=utf16`, { signal });
  const reader = new Reader({
    text: article.text,
    title: article.title,
    analysis: article.analysis,
    article,
    onchoose: (id) => replaceSearch(id ? { finding: id } : {}),
  });
  onleave(() => reader.stop());
  setTitle(article.title ?? day(article.published_at ?? article.received_at));
  put(main, articleHead(article, reader.head?.element), reader.element);
  const wanted = search.get("finding");
  if (wanted) reader.chooseById(wanted);
}

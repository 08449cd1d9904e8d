// `/`: paste a text and have it read, open an article, and what is newest in the archive.

import { ask, query } from "./api.js";
import { articleItems, claimItems } from "./items.js";
import { announce, h, put } from "./dom.js";
import { showProblem } from "./problem.js";
import { Reader } from "./reader.js";
import { t } from "./words.js";

const NEWEST = 6;
const DRAFT = "draft";

/** What was read last: it is still there when a person comes back or changes the language. */
let last;

// What was pasted outlives a look at another page and a reload, but not the tab.
function draft() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}");
  } catch {
    return {};
  }
}

function keepDraft(values) {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify(values));
  } catch {
    // Too long for the storage: it is kept by the form alone.
  }
}

function field(name, label, props = {}) {
  return h("label", {}, h("span", {}, label), h("input", { name, ...props }));
}

function form(onread) {
  const kept = draft();
  const area = h("textarea", { name: "text", rows: 9, required: true, value: kept.text ?? "", lang: "de" });
  const made = h(
    "form",
    { class: "paste" },
    h("label", {}, h("span", {}, t("text")), area),
    h("details", {}, h("summary", {}, t("details")), h("div", { class: "fields-row" }, field("title", t("title"), { value: kept.title ?? "" }), field("source", t("source"), { value: kept.source ?? "" }), field("published_at", t("published"), { type: "date", value: kept.published_at ?? "" }))),
    h("button", { type: "submit", class: "main" }, t("analyze")),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const values = Object.fromEntries([...new FormData(made)].filter(([, value]) => value !== ""));
    values.text = area.value;
    keepDraft(values);
    onread(values);
  });
  return made;
}

function opener(go) {
  const made = h("form", { class: "opener" }, field("id", t("byId"), { required: true, autocomplete: "off", spellcheck: "false" }), h("button", { type: "submit" }, t("open")));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    go(`/articles/${encodeURIComponent(new FormData(made).get("id").trim())}`);
  });
  return made;
}

function searcher(go) {
  const made = h("form", { class: "opener", role: "search", "aria-label": t("searchArchive") }, field("q", t("searchArchive"), { type: "search", required: true }), h("button", { type: "submit" }, t("search")));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    go(`/articles${query({ q: new FormData(made).get("q").trim() })}`);
  });
  return made;
}

async function newest(place, { signal, path, title, items, all, href }) {
  try {
    const list = await ask(`${path}${query({ limit: NEWEST })}`, { signal });
    const shown = list.items.length ? [items(list.items), h("p", {}, h("a", { href }, all))] : h("p", { class: "muted" }, t("emptyArchive"));
    put(place, h("h2", {}, title), shown);
  } catch (error) {
    showProblem(place, error);
  }
}

/** Shows the page. */
export function homePage({ main, signal, go, onleave }) {
  const result = h("div", { class: "result", "aria-live": "off" });
  let reader;
  let file;
  const stop = () => {
    reader?.stop();
    URL.revokeObjectURL(file);
  };
  onleave(stop);
  const draw = ({ values, analysis }) => {
    stop();
    file = URL.createObjectURL(new Blob([JSON.stringify(analysis, null, 2)], { type: "application/json" }));
    reader = new Reader({ text: values.text, title: values.title, analysis, article: undefined });
    put(result, h("div", { class: "unkept" }, h("p", {}, t("notKept")), keeper(values, result, go, signal), h("a", { href: file, download: "analysis.json" }, t("json"))), reader.head && h("h2", {}, reader.head.element), reader.element);
  };
  const read = async (values) => {
    last = undefined;
    put(result, h("p", { class: "notice", role: "status" }, t("analyzing")));
    try {
      const analysis = await ask("/v1/analyze?offsets=utf16", { method: "POST", body: values, signal });
      last = { values, analysis };
      draw(last);
      announce(`${t("claims")}: ${analysis.claims.length}, ${t("entities")}: ${analysis.entities.length}, ${t("figures")}: ${analysis.figures.length}`);
      result.scrollIntoView({ block: "start" });
    } catch (error) {
      showProblem(result, error, () => read(values));
    }
  };
  const articles = h("section", {});
  const claims = h("section", {});
  put(
    main,
    h("div", { class: "hero" }, h("h1", { tabindex: "-1" }, t("readTitle")), h("p", { class: "lead" }, t("readLead")), form(read)),
    result,
    searcher(go),
    h("div", { class: "halves" }, articles, claims),
    opener(go),
  );
  if (last) draw(last);
  newest(articles, { signal, path: "/v1/articles", title: t("newestArticles"), items: articleItems, all: t("allArticles"), href: "/articles" });
  newest(claims, { signal, path: "/v1/claims", title: t("newestClaims"), items: claimItems, all: t("allClaims"), href: "/claims" });
}

/** Stores what was read, and goes to its page. */
function keeper(values, result, go, signal) {
  const button = h("button", { type: "button" }, t("keep"));
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const made = await ask("/v1/articles", { method: "POST", body: values, signal });
      go(`/articles/${made.id}`);
    } catch (error) {
      const place = h("div", {});
      result.prepend(place);
      showProblem(place, error);
      button.disabled = false;
    }
  });
  return button;
}

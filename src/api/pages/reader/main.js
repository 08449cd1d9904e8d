// The frame of all pages: addresses, navigation, language and colours.

import { ask } from "./api.js";
import { nextTheme, themeLabel } from "./appearance.js";
import { articlePage } from "./article.js";
import { h, put } from "./dom.js";
import { entityPage } from "./entity.js";
import { homePage } from "./home.js";
import { key } from "./key.js";
import { listPage } from "./lists.js";
import { showProblem } from "./problem.js";
import { speak, spoken, t } from "./words.js";

/** Every page by its address. The service answers the same document at each. */
const PAGES = [
  { pattern: /^\/$/, nav: "/", show: homePage },
  { pattern: /^\/articles\/(?<id>[^/]+)$/, nav: "/articles", show: articlePage },
  { pattern: /^\/entities\/(?<id>[^/]+)$/, nav: "/entities", show: entityPage, section: "entities" },
  ...["articles", "entities", "claims", "figures"].map((name) => ({ pattern: new RegExp(`^/${name}$`), nav: `/${name}`, show: listPage(name), section: name })),
  { pattern: /^\/conflicts$/, nav: "/figures", show: listPage("conflicts"), section: "conflicts" },
];

const NAVIGATION = [["/", "read"], ["/articles", "articles"], ["/entities", "entities"], ["/claims", "claims"], ["/figures", "figures"]];

const main = document.getElementById("main");
let leave = [];
let loading = new AbortController();
let shown;

/** What a part of an address stands for; one that is not well-formed stands for itself. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function matching(path) {
  for (const page of PAGES) {
    const found = page.pattern.exec(path);
    if (found) return { page, params: found.groups?.id ? { id: decoded(found.groups.id) } : {} };
  }
  return undefined;
}

function setTitle(text) {
  document.title = text ? `${text} – pressespiegel` : "pressespiegel";
}

function label() {
  document.documentElement.lang = spoken();
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = t(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", t(one.dataset.label));
  const here = matching(location.pathname)?.page.nav;
  put(document.getElementById("nav"), NAVIGATION.map(([path, name]) => h("a", { href: path, "aria-current": path === here ? "page" : undefined }, t(name))));
  document.getElementById("language").textContent = t("otherLanguage");
  document.getElementById("language").lang = spoken() === "de" ? "en" : "de";
  document.getElementById("theme").textContent = themeLabel();
}

/** Changes the query of the address without another entry in the history. */
function replaceSearch(values) {
  const search = new URLSearchParams(values).toString();
  shown = location.pathname + (search && `?${search}`);
  history.replaceState(history.state, "", shown);
}

async function show({ focus }) {
  for (const last of leave) last();
  leave = [];
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  label();
  shown = location.pathname + location.search;
  const found = matching(location.pathname);
  setTitle(found?.page.section && t(found.page.section));
  put(main, h("p", { class: "muted" }, t("loading")));
  if (!found) {
    put(main, h("h1", { tabindex: "-1" }, t("noPage")), h("p", {}, h("a", { href: "/" }, t("home"))));
    return;
  }
  const search = new URLSearchParams(location.search);
  const onleave = (last) => leave.push(last);
  try {
    await found.page.show({ main, params: found.params, search, signal, go, replaceSearch, onleave, setTitle });
  } catch (error) {
    if (signal.aborted) return;
    showProblem(main, error, () => show({ focus }), "h1");
  }
  if (focus && !signal.aborted) main.querySelector("h1")?.focus({ preventScroll: true });
}

/** Goes to another page of this site. */
function go(address) {
  history.pushState({}, "", address);
  scrollTo(0, 0);
  show({ focus: true });
}

function clicked(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const to = new URL(link.getAttribute("href"), location.href);
  if (to.origin !== location.origin || to.hash) return;
  const json = key() && to.pathname.startsWith("/v1/");
  if (!json && !matching(to.pathname)) return;
  event.preventDefault();
  if (json) openWithKey(to.pathname + to.search);
  else go(to.pathname + to.search);
}

/** A link alone sends no key and would be refused: the answer is asked for with the key, and shown from memory. */
async function openWithKey(path) {
  try {
    const answer = JSON.stringify(await ask(path), null, 2);
    location.assign(URL.createObjectURL(new Blob([answer], { type: "application/json" })));
  } catch (error) {
    showProblem(main, error, () => show({ focus: false }), "h1");
  }
}

document.addEventListener("click", clicked);
document.getElementById("theme").addEventListener("click", () => {
  nextTheme();
  label();
});
document.getElementById("language").addEventListener("click", () => {
  speak(spoken() === "de" ? "en" : "de");
  show({ focus: false });
});
addEventListener("popstate", () => {
  // A jump inside the page (to the content) is none to another page.
  if (location.pathname + location.search !== shown) show({ focus: true });
});
show({ focus: false });

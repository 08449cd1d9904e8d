// One text as a file: the reader of the service's page over a text and an analysis that lie in the file itself.

import { nextTheme, themeLabel } from "./appearance.js";
import { h, put } from "./dom.js";
import { day } from "./format.js";
import { Reader } from "./reader.js";
import { speak, spoken, t } from "./words.js";

const { name, title, text, published_at, analysis } = JSON.parse(document.getElementById("data").textContent);
const main = document.getElementById("main");
let reader;
let file;

function label() {
  document.documentElement.lang = spoken();
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = t(one.dataset.word);
  document.getElementById("language").textContent = t("otherLanguage");
  document.getElementById("language").lang = spoken() === "de" ? "en" : "de";
  document.getElementById("theme").textContent = themeLabel();
}

/** The finding that the address names behind `#`: `c3`, `person:…`. */
function wanted() {
  const mark = location.hash.slice(1);
  try {
    return decodeURIComponent(mark);
  } catch {
    return mark;
  }
}

function remember(id) {
  try {
    history.replaceState(null, "", id ? `#${encodeURIComponent(id)}` : location.pathname + location.search);
  } catch {
    // Where a program shows the file under no address of its own, there is none to keep it in.
  }
}

function head() {
  const json = h("a", { href: file, download: "analysis.json" }, "analysis");
  return h(
    "header",
    { class: "article-head" },
    h("p", { class: "kicker" }, [published_at && day(published_at), title && name].filter(Boolean).join(" · ")),
    h("h1", { tabindex: "-1" }, reader.head?.element ?? title ?? name),
    h("p", { class: "muted small" }, `${t("json")}: `, json),
  );
}

function show() {
  reader?.stop();
  URL.revokeObjectURL(file);
  file = URL.createObjectURL(new Blob([JSON.stringify(analysis, null, 2)], { type: "application/json" }));
  label();
  const chosen = wanted();
  reader = new Reader({ text, title, analysis, article: { title: title ?? name, published_at }, onchoose: remember });
  put(main, head(), reader.element);
  if (chosen && chosen !== "main") reader.chooseById(chosen);
}

document.getElementById("theme").addEventListener("click", () => {
  nextTheme();
  label();
});
document.getElementById("language").addEventListener("click", () => {
  speak(spoken() === "de" ? "en" : "de");
  show();
});
addEventListener("hashchange", () => reader.chooseIfThere(wanted()));
show();

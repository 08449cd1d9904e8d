// The key of whoever reads, where the service wants one: asked for when it is needed, kept until the tab is closed.

import { h } from "./dom.js";
import { t } from "./words.js";

const PLACE = "key";
let held = kept();
let asking;

function kept() {
  try {
    return sessionStorage.getItem(PLACE) ?? "";
  } catch {
    return "";
  }
}

function hold(key) {
  held = key;
  try {
    sessionStorage.setItem(PLACE, key);
  } catch {
    // It holds until the page is left.
  }
}

/** The key to send; empty where none was needed so far. */
export function key() {
  return held;
}

/** Asks for a key, once for all requests that wait for it; says whether one was given. `refused` was not taken. */
export function askForKey(refused) {
  if (held !== refused) return Promise.resolve(true);
  asking ??= dialog(refused !== "").finally(() => { asking = undefined; });
  return asking;
}

function dialog(again) {
  return new Promise((resolve) => {
    const input = h("input", { id: "key", type: "password", autocomplete: "off", spellcheck: "false", required: true, "aria-describedby": "key-hint" });
    const given = (event) => {
      event.preventDefault();
      const value = input.value.trim();
      if (value) box.close(value);
    };
    const box = h(
      "dialog",
      { class: "key", "aria-labelledby": "key-title" },
      h(
        "form",
        { onsubmit: given },
        h("h2", { id: "key-title" }, t("key.title")),
        h("p", { id: "key-hint" }, again ? t("key.again") : t("key.hint")),
        h("label", { for: "key" }, t("key.label")),
        input,
        h("p", { class: "key-actions" }, h("button", { class: "main" }, t("key.use")), h("button", { type: "button", class: "quiet", onclick: () => box.close("") }, t("close"))),
      ),
    );
    box.addEventListener("close", () => {
      box.remove();
      if (box.returnValue) hold(box.returnValue);
      resolve(box.returnValue !== "");
    });
    document.body.append(box);
    box.showModal();
  });
}

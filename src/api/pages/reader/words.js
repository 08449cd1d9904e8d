// What the page says, in German and English, and the contract's fixed words as a person reads them.

import { de } from "./words-de.js";
import { en } from "./words-en.js";

const ALL = { de, en };

function chosen() {
  try {
    const kept = localStorage.getItem("language");
    if (kept in ALL) return kept;
  } catch {
    // Storage may be closed to this page; then the browser decides.
  }
  return navigator.language?.toLowerCase().startsWith("de") ? "de" : "en";
}

let language = chosen();

/** The language of the labels. */
export function spoken() {
  return language;
}

/** Chooses the language of the labels, and keeps the choice. */
export function speak(name) {
  language = name;
  try {
    localStorage.setItem("language", name);
  } catch {
    // It holds until the page is closed.
  }
}

/** A label, with `{name}` replaced by values. */
export function t(key, values = {}) {
  const text = ALL[language][key] ?? en[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** A fixed word of the contract; one that this page does not know is shown as the service says it. */
export function word(group, value) {
  return ALL[language][`${group}.${value}`] ?? value;
}

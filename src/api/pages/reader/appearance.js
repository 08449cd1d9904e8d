// Light or dark: as the system has it until a person chooses; the choice is kept where the browser lets it be.

import { t } from "./words.js";

const THEMES = ["auto", "light", "dark"];

const root = document.documentElement;

/** What the button says: the scheme that is in force. */
export function themeLabel() {
  return t(`theme.${root.dataset.theme ?? "auto"}`);
}

/** Goes on to the next scheme. */
export function nextTheme() {
  const next = THEMES[(THEMES.indexOf(root.dataset.theme ?? "auto") + 1) % THEMES.length];
  if (next === "auto") delete root.dataset.theme;
  else root.dataset.theme = next;
  try {
    localStorage.setItem("theme", next);
  } catch {
    // It holds until the page is closed.
  }
}

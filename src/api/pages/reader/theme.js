// Runs before the first paint, so that a chosen colour scheme does not flash; nothing chosen follows the system.
"use strict";
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be closed to this page; then the system decides.
}

// Puts a finding on the clipboard together with who said it and where it stands.

import { announce, h } from "./dom.js";
import { origin } from "./format.js";
import { INFERRED } from "./text.js";
import { t } from "./words.js";

/** The address of a finding in the archive, or of an article alone. */
export function permalink(articleId, findingId) {
  const path = `/articles/${encodeURIComponent(articleId)}`;
  return new URL(findingId ? `${path}?finding=${encodeURIComponent(findingId)}` : path, location.origin).href;
}

/** Quote, speaker, article and permalink, a line each. */
export function citation(one, article) {
  const { sort, data } = one;
  const speaker = sort === "claim" && data.speaker;
  const how = speaker && INFERRED[speaker.resolved_by];
  const quote = sort === "entity" ? data.name : sort === "claim" ? data.text : data.exact;
  return [
    quote,
    speaker && `— ${speaker.name}${how ? ` (${t(how)})` : ""}`,
    article && [article.title, origin(article)].filter(Boolean).join(", "),
    article?.url,
    article?.id && permalink(article.id, one.id),
  ]
    .filter(Boolean)
    .join("\n");
}

/** Where the clipboard is closed (plain http from another machine), an invisible field is copied instead. */
function copyByField(text) {
  const field = h("textarea", { class: "unseen", "aria-hidden": "true", tabindex: "-1" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/** Copies and says so. */
export async function copyText(text) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    done = copyByField(text);
  }
  announce(t(done ? "copied" : "notCopied"));
  return done;
}

/** A button that copies and says for a moment that it did. */
export function copyButton(label, text) {
  const button = h("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    button.textContent = t((await copyText(text())) ? "copied" : "notCopied");
    setTimeout(() => (button.textContent = label), 1600);
  });
  return button;
}

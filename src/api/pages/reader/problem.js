// A failure as a person reads it: what is wrong, what to do about it, and under which id the log tells more.

import { h } from "./dom.js";
import { ask } from "./api.js";
import { spoken, t } from "./words.js";

// What the service says of each problem stands in its catalogue, in English; those that a reader meets most, in German too.
const GERMAN = {
  unreachable: "Der Dienst antwortet nicht. Läuft er noch, und steht die Verbindung?",
  "article-not-found": "Kein Artikel hat diese Kennung; vielleicht wurde er gelöscht.",
  "entity-not-found": "Kein Artikel nennt einen Namen mit dieser Kennung.",
  "ambiguous-entity": "Mehrere Namen passen. Die Einzelheiten nennen ihre Kennungen; mit einer davon noch einmal filtern.",
  "bad-date-range": "„Von“ und „Bis“ sind Tage, Monate oder Zeitpunkte, und „Von“ liegt vor dem Ende von „Bis“.",
  "invalid-parameter": "Ein Filter hat einen Wert, der nicht geht; die Einzelheiten sagen, welcher und was richtig wäre.",
  "bad-cursor": "Die Liste hat sich geändert; von vorn beginnen.",
  "empty-text": "Der Text muss mindestens ein sichtbares Zeichen enthalten.",
  "text-too-long": "Der Text ist länger als erlaubt; in Teilen einfügen.",
  "body-too-large": "Der Text ist größer als erlaubt; in Teilen einfügen.",
  "invalid-field": "Eine Angabe geht so nicht; die Einzelheiten sagen, welche und was richtig wäre.",
  overloaded: "Der Dienst hat gerade zu viel zu tun. Gleich noch einmal versuchen.",
  unauthorized: "Der Dienst will einen Schlüssel; wer ihn betreibt, gibt einen aus.",
  forbidden: "Der Schlüssel erlaubt das nicht; die Einzelheiten sagen, was nötig wäre.",
  "not-ready": "Der Dienst startet oder hält an. Gleich noch einmal versuchen.",
  "internal-error": "Der Dienst ist gescheitert. Sein Protokoll sagt unter der Kennung der Anfrage mehr.",
};

const slug = (problem) => (problem.type ?? "").split("/").at(-1);

async function remedy(problem) {
  const name = slug(problem);
  if (spoken() === "de" && GERMAN[name]) return { text: GERMAN[name] };
  if (name === "unreachable") return { text: "Is the service still running, and the connection up?" };
  try {
    const catalogue = await ask("/pages/problems.json");
    return catalogue[name] && { text: catalogue[name].meaning, lang: "en" };
  } catch {
    return undefined;
  }
}

/** The card of a problem. `retry`, where given, is offered as a button. */
export function problemCard(problem, retry, heading = "h2") {
  const advice = h("p", {});
  remedy(problem).then((found) => {
    if (!found) return;
    if (found.lang) advice.lang = found.lang;
    advice.append(h("strong", { lang: spoken() }, `${t("remedy")}: `), found.text);
  });
  const errors = (problem.errors ?? []).map((one) => h("li", {}, h("code", {}, one.pointer), ` ${one.detail}`));
  return h(
    "div",
    { class: "problem", role: "alert" },
    h(heading, { lang: "en", tabindex: heading === "h1" && "-1" }, problem.title),
    problem.detail && h("p", { lang: "en" }, problem.detail),
    errors.length > 0 && h("ul", { lang: "en" }, errors),
    advice,
    h("p", { class: "muted" }, problem.type?.startsWith("/") && [h("a", { href: problem.type }, t("explained")), " "], problem.request_id && [`${t("requestId")}: `, h("code", {}, problem.request_id)]),
    retry && h("button", { type: "button", onclick: retry }, t("retry")),
  );
}

/** Shows a failure in an element; what was called off shows nothing. */
export function showProblem(element, error, retry, heading) {
  if (error.name === "AbortError") return;
  const problem = error.problem ?? { type: "about:blank", title: String(error.message ?? error) };
  element.replaceChildren(problemCard(problem, retry, heading));
}

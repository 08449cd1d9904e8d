// Numbers, days and figures as a person of the chosen language reads them. Values stay decimal strings: none is rounded.

import { spoken, t, word } from "./words.js";

const SIGNS = { about: "≈ ", nearly: "≲ ", more_than: "> ", at_least: "≥ ", less_than: "< ", at_most: "≤ ", several: "~ " };
const SCALES = [[12, "Bio."], [9, "Mrd."], [6, "Mio."]];
const SCALES_EN = [[12, "tn"], [9, "bn"], [6, "m"]];
const UNITS = { EUR: "€", USD: "$", GBP: "£", JPY: "¥", percent: "%" };

/** A whole number or count. */
export function count(number) {
  return new Intl.NumberFormat(spoken()).format(number);
}

/** A score from −1 to 1, always with its sign. */
export function score(number) {
  const options = { minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" };
  return new Intl.NumberFormat(spoken(), options).format(number).replace("-", "−");
}

/** A share of 1 as per cent. */
export function share(number) {
  return new Intl.NumberFormat(spoken(), { style: "percent", maximumFractionDigits: 0 }).format(number);
}

/** A moment, day, month or year of the service in the form in which it was given: no day is made up. */
export function day(text) {
  const [, year, month, date] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(text ?? "") ?? [];
  if (!year) return text ?? "";
  if (!month) return year;
  const options = date ? { day: "numeric", month: "short", year: "numeric" } : { month: "long", year: "numeric" };
  const moment = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date ?? 1)));
  return new Intl.DateTimeFormat(spoken() === "de" ? "de-DE" : "en-GB", { ...options, timeZone: "UTC" }).format(moment);
}

/** A period as short as it can be said: a year, a month, a day, or both its ends. */
export function period({ start, end }) {
  if (start === end) return day(start);
  const year = start.slice(0, 4);
  if (start === `${year}-01-01` && end === `${year}-12-31`) return year;
  const last = new Date(Date.UTC(Number(year), Number(start.slice(5, 7)), 0)).toISOString().slice(0, 10);
  if (start.endsWith("-01") && end === last) return day(start.slice(0, 7));
  return `${day(start)} – ${day(end)}`;
}

function grouped(digits) {
  const separator = spoken() === "de" ? "." : ",";
  return digits.length > 4 ? digits.replace(/\B(?=(\d{3})+$)/g, separator) : digits;
}

/** A decimal string with separators, digit for digit. */
export function decimal(text) {
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return text;
  const point = spoken() === "de" ? "," : ".";
  return `${sign ? "−" : ""}${grouped(whole)}${fraction ? point + fraction : ""}`;
}

/** The same in millions or more, where that loses no digit worth showing. */
export function compact(text) {
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || fraction) return decimal(text);
  for (const [power, name] of spoken() === "de" ? SCALES : SCALES_EN) {
    const rest = whole.slice(-power).replace(/0+$/, "");
    if (whole.length > power && rest.length <= 3) {
      return `${decimal(`${sign}${whole.slice(0, -power)}${rest && `.${rest}`}`)} ${name}`;
    }
  }
  return decimal(text);
}

/** A unit as people write it behind a number, or as the service names it. */
export function unit(name, value = 2) {
  if (!name) return "";
  if (UNITS[name] || /^[A-Z]{3}$/.test(name)) return UNITS[name] ?? name;
  if (name === "percentage_point") return t("points");
  try {
    const made = new Intl.NumberFormat(spoken(), { style: "unit", unit: name, unitDisplay: "long" });
    return made.formatToParts(value).find((part) => part.type === "unit")?.value ?? name;
  } catch {
    return name.replaceAll(/[-_]/g, " ");
  }
}

/** What a figure says: sign of approximation, value or range, unit, counted by. */
export function figureValue(figure) {
  if (figure.period) return period(figure.period);
  const { value, min, max } = figure;
  const number = value !== undefined ? compact(value) : [min, max].map((end) => (end === undefined ? "" : compact(end))).join(" – ");
  if (number.trim() === "–") return figure.time ?? "";
  const parts = [number, unit(figure.unit, value === "1" ? 1 : 2), figure.per && `/ ${unit(figure.per, 1)}`];
  return (SIGNS[figure.approximation] ?? "") + parts.filter(Boolean).join(" ");
}

/** Whether the words of a figure leave its value open: number words, and numbers that stand for larger ones. */
export function needsGloss(figure) {
  if (!figureValue(figure)) return false;
  if (figure.period) return !/\d{4}/.test(figure.exact);
  if (!/\d/.test(figure.exact)) return true;
  const bare = figure.exact.replaceAll(/[.\s\u00a0\u202f]/g, "").replace(",", ".");
  return figure.value !== undefined && /^[\d.]+$/.test(bare) && bare !== figure.value;
}

/** Source and day of an article, as a line. */
export function origin(article) {
  return [article.source, article.published_at ? day(article.published_at) : t("undated")].filter(Boolean).join(" · ");
}

/** Label and score of a sentiment. */
export function tone(sentiment) {
  return `${word("label", sentiment.label)} (${score(sentiment.score)})`;
}

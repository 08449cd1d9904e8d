// Small charts as SVG: bars over time, points over time. Each comes with the same data as a table.

import { h, s } from "./dom.js";
import { table } from "./tables.js";
import { t } from "./words.js";

const WIDTH = 640;
const HEIGHT = 220;
const PAD = { left: 64, right: 14, top: 14, bottom: 30 };
const INNER = WIDTH - PAD.left - PAD.right;
const TALL = HEIGHT - PAD.top - PAD.bottom;
const DAY = 86_400_000;

/** A day as a number; none for what names no day. */
export function time(text) {
  const value = Date.parse(text?.length === 4 ? `${text}-01` : (text ?? ""));
  return Number.isNaN(value) ? undefined : value;
}

/** The first day after a bucket. */
function after(start, interval) {
  const day = new Date(start);
  if (interval === "year") return Date.UTC(day.getUTCFullYear() + 1, 0);
  if (interval === "month") return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1);
  return start + (interval === "week" ? 7 : 1) * DAY;
}

/** Round numbers from `low` to `high`, about `wanted` of them. */
function ticks(low, high, wanted = 4) {
  const span = high - low || Math.abs(high) || 1;
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough);
  const list = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6; at += step) list.push(Number(at.toPrecision(12)));
  return list;
}

function logTicks(low, high) {
  const list = [];
  for (let power = Math.ceil(Math.log10(low)); power <= Math.floor(Math.log10(high)); power += 1) list.push(10 ** power);
  return list.length > 1 ? list : [low, high];
}

/** Maps values to heights, on a logarithmic axis where they differ by more than it could show otherwise. */
function heights(values, { low, high } = {}) {
  const least = low ?? Math.min(...values);
  const most = high ?? Math.max(...values);
  const log = low === undefined && least > 0 && most / least > 200;
  if (log) {
    const [a, b] = [Math.log10(least) - 0.1, Math.log10(most) + 0.1];
    return { log, ticks: logTicks(least, most), y: (value) => PAD.top + TALL * (1 - (Math.log10(value) - a) / (b - a)) };
  }
  const room = (most - least || Math.abs(most) || 1) * 0.12;
  const bottom = low ?? (least >= 0 && least < most * 0.6 ? 0 : least - room);
  const top = high ?? most + room;
  return { log, ticks: ticks(bottom, top), y: (value) => PAD.top + TALL * (1 - (value - bottom) / (top - bottom)) };
}

function dates(from, to) {
  const span = Math.max(to - from, DAY);
  const x = (at) => PAD.left + (INNER * (at - from)) / span;
  const years = span > 1500 * DAY;
  const first = new Date(from);
  const marks = [];
  for (let i = 0; marks.length < 400; i += 1) {
    const at = years ? Date.UTC(first.getUTCFullYear() + i, 0) : Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i);
    if (at > to) break;
    if (at >= from) marks.push([at, new Date(at).toISOString().slice(0, years ? 4 : 7)]);
  }
  const step = Math.ceil(marks.length / 7);
  const shown = marks.filter((_, i) => i % step === 0);
  const named = (at) => [at, new Date(at).toISOString().slice(0, 10)];
  return { x, marks: shown.length ? shown : [named(from), named(to)] };
}

function frame(scale, axis, label) {
  const lines = scale.ticks.map((value) => [
    s("line", { class: "grid", x1: PAD.left, x2: WIDTH - PAD.right, y1: scale.y(value), y2: scale.y(value) }),
    s("text", { class: "tick", x: PAD.left - 8, y: scale.y(value) + 4, "text-anchor": "end" }, label(value)),
  ]);
  const days = axis.marks.map(([at, name]) => {
    // Near the right edge a label would be cut off if it stood in the middle of its place.
    const x = Math.min(Math.max(axis.x(at), PAD.left), WIDTH - PAD.right);
    return s("text", { class: "tick", x, y: HEIGHT - 8, "text-anchor": x > WIDTH - 40 ? "end" : "middle" }, name);
  });
  return [lines, days];
}

function figure({ title, note, drawing, heads, rows, linked }) {
  const svg = s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: linked ? "group" : "img", "aria-label": title, class: "chart" }, drawing);
  return h("figure", { class: "chart-box" }, h("div", { class: "chart-scroll", tabindex: "0", role: "group", "aria-label": title }, svg), h("figcaption", { class: "muted small" }, note), h("details", {}, h("summary", {}, t("asTable")), table(title, heads, rows)));
}

/** Bars for buckets `{start, value, label}`, with nothing where there is no bucket. */
export function bars({ buckets, interval, label, ...rest }) {
  const from = time(buckets[0].start);
  const to = after(time(buckets.at(-1).start), interval);
  const scale = heights(buckets.map((one) => one.value), { low: 0, high: Math.max(...buckets.map((one) => one.value)) * 1.08 });
  scale.ticks = scale.ticks.filter(Number.isInteger);
  const axis = dates(from, to);
  const drawn = buckets.map((one) => {
    const left = axis.x(time(one.start));
    const wide = Math.max(axis.x(after(time(one.start), interval)) - left - 1, 2);
    return s("rect", { class: "bar", x: left, width: Math.min(wide, 60), y: scale.y(one.value), height: scale.y(0) - scale.y(one.value), rx: 1 }, s("title", {}, one.label));
  });
  return figure({ ...rest, drawing: [frame(scale, axis, label), drawn] });
}

/** Points `{at, value | min, max, hollow, size, label, href}` that stand for themselves: no line joins them. */
export function points({ list, label, bounds, ...rest }) {
  const values = list.flatMap((one) => [one.value, one.min, one.max]).filter((value) => value !== undefined);
  const scale = heights(values, bounds);
  const times = list.map((one) => one.at);
  const room = Math.max((Math.max(...times) - Math.min(...times)) * 0.03, 3 * DAY);
  const axis = dates(Math.min(...times) - room, Math.max(...times) + room);
  const drawn = list.map((one) => {
    const x = axis.x(one.at);
    const name = s("title", {}, one.label);
    const css = one.hollow ? "point hollow" : "point";
    const mark = one.value === undefined
      ? s("line", { class: "span", x1: x, x2: x, y1: scale.y(one.min), y2: scale.y(one.max) }, name)
      : s("circle", { class: css, cx: x, cy: scale.y(one.value), r: one.size ?? 5 }, name);
    return one.href ? s("a", { href: one.href, "aria-label": one.label }, mark) : mark;
  });
  const zero = bounds && s("line", { class: "zero", x1: PAD.left, x2: WIDTH - PAD.right, y1: scale.y(0), y2: scale.y(0) });
  const note = scale.log ? `${rest.note} ${t("logScale")}.` : rest.note;
  return figure({ ...rest, note, linked: list.some((one) => one.href), drawing: [frame(scale, axis, label), zero, drawn] });
}

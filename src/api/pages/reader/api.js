// The only place that asks the service. A failure is a `Problem`, with what the service said of it.

import { askForKey, key } from "./key.js";

/** A request that failed: `problem` is the RFC 9457 answer, or says that there was none. */
export class Problem extends Error {
  constructor(problem) {
    super(problem.title);
    this.problem = problem;
  }
}

/** `?a=b` of what is given; empty values are left out. */
export function query(values) {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const text = new URLSearchParams(pairs).toString();
  return text && `?${text}`;
}

async function failure(response) {
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("application/problem+json")) return new Problem(await response.json());
  return new Problem({ type: "about:blank", title: response.statusText || `HTTP ${response.status}`, status: response.status });
}

/** Sends a request and gives the JSON of its answer. Where the service wants a key, it is asked for. */
export async function ask(path, { method = "GET", body, signal } = {}) {
  const headers = { accept: "application/json" };
  const sent = key();
  if (sent) headers.authorization = `Bearer ${sent}`;
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ type: "unreachable", title: "The service does not answer", status: 0, detail: error.message });
  }
  if (response.status === 401 && (await askForKey(sent))) return ask(path, { method, body, signal });
  if (!response.ok) throw await failure(response);
  return response.json();
}

// Calls the service through the types generated for TypeScript: a wrong name or type here does not compile.

import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

const [url, key] = process.argv.slice(2);
const options = { baseUrl: url, headers: { authorization: `Bearer ${key}` } };
// Lists have other forms as well; what is not asked for in one of those comes as JSON.
const client = createClient<paths, "application/json" | "application/problem+json">(options);
const linesClient = createClient<paths>(options);
const TEXT =
  "Die Nordwind AG aus Kiel hat 2025 rund 17 Millionen Euro verdient. „Das ist ein gutes Ergebnis“, sagte Vorstandschef Jan Petersen.";

function check(holds: boolean, what: string, seen: unknown): asserts holds {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(seen)}`);
}

const made = await client.POST("/v1/articles", { body: { text: TEXT, source: "Welle", published_at: "2026-03-10" } });
check(made.response.status === 201 && made.data !== undefined, "the article is taken in", made.error);
const id: string = made.data.id;

const claims = await client.GET("/v1/claims", { params: { query: { source: "Welle", kind: "direct" } } });
check(claims.data !== undefined, "claims are listed", claims.error);
const claim: components["schemas"]["ArchivedClaim"] | undefined = claims.data.items[0];
check(claim?.text === "„Das ist ein gutes Ergebnis“" && claim.article.id === id, "it is the claim", claims.data);
check(claim.speaker?.name === "Jan Petersen" && claim.kind === "direct", "somebody says it", claim);

const figures = await client.GET("/v1/figures", { params: { query: { source: "Welle" } } });
check(figures.data?.items.some((figure) => figure.value === "17000000" && figure.unit === "EUR") === true, "the figure", figures.data);

const none = await client.GET("/v1/articles/{id}", { params: { path: { id: "01890000-0000-7000-8000-000000000000" } } });
const problem: components["schemas"]["Problem"] | undefined = none.error;
check(problem?.status === 404, "a problem is typed, too", none.data);

const lines = [1, 2].map((n) => JSON.stringify({ text: `Nummer ${n}: Es gehe voran, sagte Eva Lindt.`, source: "Strom" }));
const batch = await linesClient.POST("/v1/articles/batch", {
  body: lines.join("\n"),
  bodySerializer: (body) => body,
  headers: { "content-type": "application/x-ndjson" },
  parseAs: "text",
});
check(batch.data?.trim().split("\n").length === 2, "a batch", batch.error);
const listed = await client.GET("/v1/articles", { params: { query: { source: "Strom" } } });
check(listed.data?.items.length === 2, "both are listed", listed.data);

console.log("typescript: an article, its claims and figures, a problem and a batch, typed");

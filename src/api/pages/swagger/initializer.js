// Starts Swagger UI over this service's document, so that a newcomer's first tries work: lists are asked without a
// filter, ids are those of the own archive, lines are sent as lines, and problems do not bury the answer.
"use strict";

/** Where the ids of each kind of path come from. */
const LISTS = ["/v1/articles", "/v1/entities", "/v1/claims", "/v1/figures"];

function operations(spec) {
  return Object.entries(spec.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ path, method, operation })));
}

/** Swagger UI fills in the examples of parameters: as a filter, one hides every article but the example's. */
function withEmptyFilters(spec) {
  for (const { operation } of operations(spec)) {
    for (const parameter of operation.parameters ?? []) {
      if (parameter.in === "path" || parameter.example === undefined) continue;
      parameter.description = `${parameter.description ?? ""}\n\nExample: \`${parameter.example}\``;
      delete parameter.example;
    }
  }
  return spec;
}

/** Fills ids of the own archive in, where it holds something. What deletes keeps the example's id. */
async function fillOwnIds(ui, spec) {
  for (const list of LISTS) {
    const answer = await fetch(`${list}?limit=1`, { headers: { accept: "application/json" } });
    const id = answer.ok && (await answer.json()).items[0]?.id;
    if (!id) continue;
    for (const { path, method } of operations(spec)) {
      if (path.startsWith(`${list}/{id}`) && method !== "delete") ui.specActions.changeParam([path, method], "id", "path", id, false);
    }
  }
}

/** Lines of JSON are a text, not one JSON value: without this they would be shown and sent as one quoted string. */
const linesAsLines = {
  afterLoad() {
    const sample = this.fn.getSampleSchema;
    this.fn.getSampleSchema = (schema, mediaType, config, example) =>
      /ndjson/.test(mediaType) && typeof example === "string" ? example : sample(schema, mediaType, config, example);
  },
};

/** Answers of lines are no one JSON value either; Swagger UI would say that it can't parse them. */
const linesAsText = {
  wrapComponents: {
    responseBody: (Original, { React }) => (props) =>
      React.createElement(Original, /ndjson/.test(props.contentType) ? { ...props, contentType: "text/plain" } : props),
  },
};

/** The documented problems of an operation are a line each until somebody wants to see one. */
const foldedProblems = {
  wrapComponents: {
    response: (Original, { React }) =>
      function Response(props) {
        const [open, setOpen] = React.useState(false);
        const make = React.createElement;
        if (open || !(Number(props.code) >= 400)) return make(Original, props);
        const titles = [...(props.response.get("description") ?? "").matchAll(/^- `[^`]*`: (.*)$/gm)].map((found) => found[1]);
        const unfold = make("button", { type: "button", className: "own-folded", "aria-expanded": false, onClick: () => setOpen(true) }, titles.join(" · "));
        return make("tr", { className: "response", "data-code": props.code }, make("td", { className: "response-col_status" }, props.code), make("td", { className: "response-col_description", colSpan: 2 }, unfold));
      },
  },
};

async function start() {
  const spec = withEmptyFilters(await (await fetch("/openapi.json")).json());
  const changes = ({ method, url }) => /^(POST|PUT)$/.test(method ?? "") && /\/v1\/articles/.test(url ?? "");
  const asked = { changed: false };
  const ui = SwaggerUIBundle({
    dom_id: "#swagger-ui",
    spec,
    deepLinking: true,
    displayRequestDuration: true,
    defaultModelsExpandDepth: 0,
    layout: "BaseLayout",
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [linesAsLines, linesAsText, foldedProblems],
    requestInterceptor: (request) => {
      asked.changed = changes(request);
      return request;
    },
    responseInterceptor: (response) => {
      if (asked.changed && response.ok) fillOwnIds(ui, spec);
      return response;
    },
    onComplete: () => fillOwnIds(ui, spec),
  });
}

start();

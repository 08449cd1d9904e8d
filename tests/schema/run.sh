#!/usr/bin/env bash
# Asks a running service everything that its OpenAPI document allows, and much that it does not: no answer may be a
# failure of the service (5xx), of a status, header or content type that the document does not name, or of another shape.
#
# Needs curl, python3 and a built program; schemathesis is installed beside the build when it is missing.
# usage: tests/schema/run.sh [examples an operation, default 25] [program, default target/debug/pressespiegel]; SEED=N asks other things
set -euo pipefail
cd "$(dirname "$0")/../.."
examples=${1:-25}
target=${CARGO_TARGET_DIR:-target}
binary=${2:-$target/debug/pressespiegel}
. tests/serve.sh
tool=$target/tmp/schemathesis
if ! "$tool/bin/schemathesis" --version >/dev/null 2>&1; then
    (python3 -m venv "$tool" && timeout 180 "$tool/bin/pip" install --quiet "schemathesis==4.32.5") >/dev/null 2>&1 \
        || { echo "not run: schemathesis could not be installed"; exit 0; }
fi

data=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$data" .schemathesis' EXIT
serve "$data" "$binary" --log-filter warn
python3 -c 'import json; print(json.dumps({"text": open("tests/load/article.txt", encoding="utf8").read(),
    "source": "beispiel.de", "published_at": "2026-03-10"}))' \
    | curl -fsS -o /dev/null -H "x-api-key: $key" -H 'content-type: application/json' -d @- "$url/v1/articles"

# A stream of events goes on for ever. What is sent is checked elsewhere: an answer that refuses it is documented.
SCHEMATHESIS_HOOKS=tests/schema/hooks.py "$tool/bin/schemathesis" run "$url/openapi.json" --url "$url" \
    --header "x-api-key: $key" --exclude-path-regex 'events$' --max-examples "$examples" --seed "${SEED:-1}" --no-color \
    --phases examples,coverage,fuzzing --request-timeout 30 --generation-database none \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance \
    --report-dir "$data/report" >"$data/log" 2>&1 && failed=0 || failed=1
[ "$failed" = 0 ] || sed -n '/= FAILURES =/,$p;/= ERRORS =/,/= FAILURES =/p' "$data/log" | head -200
tail -n 12 "$data/log"
kill -0 "$server" || { echo "the service has ended"; exit 1; }
exit "$failed"

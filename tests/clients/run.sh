#!/usr/bin/env bash
# Generates a client of the OpenAPI document for Python and one for TypeScript, compiles them, and calls a service through
# them: the document is good for more than reading.
#
# Needs python3, node with npm, and a built program; the generators are installed beside the build.
# usage: tests/clients/run.sh [program, default target/debug/pressespiegel]
set -euo pipefail
cd "$(dirname "$0")/../.."
target=${CARGO_TARGET_DIR:-target}
binary=${1:-$target/debug/pressespiegel}
. tests/serve.sh
home=$target/tmp/clients
mkdir -p "$home/typescript"

work=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null && wait "$server" || true; rm -rf "$work"' EXIT
serve "$work" "$binary" --log-filter warn
curl -fsS -o "$work/openapi.json" "$url/openapi.json"

generator=$home/python/bin/openapi-python-client
if "$generator" --version >/dev/null 2>&1 \
    || (python3 -m venv "$home/python" && timeout 180 "$home/python/bin/pip" install --quiet "openapi-python-client==0.29.1") >/dev/null 2>&1; then
    "$generator" generate --path "$work/openapi.json" --output-path "$work/client" --config tests/clients/python.yaml >"$work/log" 2>&1 \
        || { cat "$work/log"; exit 1; }
    # What it can't generate it leaves out, and says so.
    ! grep -q 'will not be generated' "$work/log" || { cat "$work/log"; exit 1; }
    PYTHONPATH=$work/client "$home/python/bin/python" tests/clients/client.py "$url" "$key"
else
    echo "not run: openapi-python-client could not be installed"
fi

if [ -x "$home/typescript/node_modules/.bin/tsc" ] \
    || (command -v npm && timeout 180 npm install --silent --no-audit --no-fund --no-save --prefix "$home/typescript" \
        openapi-typescript@7.13.0 openapi-fetch@0.17.0 typescript@5.9.3 @types/node@20.19.0) >/dev/null 2>&1; then
    cp tests/clients/client.ts "$home/typescript/"
    cd "$home/typescript"
    printf '{"type": "module"}' >package.json
    node_modules/.bin/openapi-typescript "$work/openapi.json" -o schema.d.ts >/dev/null 2>&1
    node_modules/.bin/tsc --strict --noUncheckedIndexedAccess --module nodenext --target es2022 --types node client.ts
    node client.js "$url" "$key"
else
    echo "not run: the generator for TypeScript could not be installed"
fi

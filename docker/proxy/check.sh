#!/usr/bin/env bash
# Runs nginx with docker/proxy/nginx.conf before a service on this machine, and asks through TLS what a proxy breaks most
# easily: large bodies, batches, streams, and who the client is.
#
# Needs nginx, openssl, curl, python3 and a built program.
# usage: docker/proxy/check.sh [program, default target/debug/pressespiegel]
set -euo pipefail
cd "$(dirname "$0")/../.."
binary=${1:-${CARGO_TARGET_DIR:-target}/debug/pressespiegel}
. tests/serve.sh
for tool in nginx openssl curl python3; do
    command -v "$tool" >/dev/null || { echo "not run: $tool is not here"; exit 0; }
done

work=$(mktemp -d)
trap 'kill ${nginx:-} ${server:-} 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
serve "$work" "$binary" --trusted-proxies 127.0.0.1 --rate-per-second 1000 --log-filter info 2>"$work/log" \
    || { cat "$work/log"; exit 1; }
address=${url#http://}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# The file as it stands, but for where things are on this machine.
sed -e "s#pressespiegel:8080#$address#; s#/etc/nginx/tls#$work#; s#listen 8443#listen 127.0.0.1:$port#; s#/tmp/nginx.pid#$work/pid#" \
    docker/proxy/nginx.conf >"$work/nginx.conf"
nginx -e "$work/error" -p "$work" -c "$work/nginx.conf" -g 'daemon off;' &
nginx=$!
url=https://localhost:$port
ask() { curl -sS --max-time 60 --cacert "$work/tls.crt" -H "x-api-key: $key" "$@"; }
for _ in $(seq 100); do
    ask -o /dev/null "$url/readyz" 2>/dev/null && break
    sleep 0.05
done

fail() { echo "failed: $1"; exit 1; }

[ "$(ask "$url/readyz" | grep -c '"ready"')" = 1 ] || fail "the service is not reached"
ask -i "$url/livez" | grep -qi '^strict-transport-security:' || fail "TLS is not announced for the future"

python3 - >"$work/large.json" <<'PYTHON'
import json
print(json.dumps({"text": "Die Firma Nordwort wächst weiter, sagte Peter Oswald. " * 6000}))
PYTHON
status=$(ask -o /dev/null -w '%{http_code}' -H 'content-type: application/json' --data-binary "@$work/large.json" "$url/v1/articles")
[ "$status" = 201 ] || fail "a large article was answered $status"
python3 -c 'print("{\"text\": \"" + "x" * 20_000_000 + "\"}")' >"$work/huge.json"
refused=$(ask -w '%{http_code}' -H 'content-type: application/json' --data-binary "@$work/huge.json" "$url/v1/articles")
case $refused in
    *body-too-large*413) ;;
    *) fail "the service's own refusal does not come through: $(printf %s "$refused" | tail -c 200)" ;;
esac

# More results than any buffer on the way holds, while the lines are still on their way. nginx passes results on once the
# lines are through.
python3 - >"$work/lines" <<'PYTHON'
import json
for number in range(3000):
    print(json.dumps({"text": f"Nummer {number}: Es geht voran, sagte Peter Oswald."}))
PYTHON
ask -T "$work/lines" -X POST -H 'content-type: application/x-ndjson' "$url/v1/articles/batch" >"$work/results"
[ "$(grep -c '"status":201' "$work/results")" = 3000 ] || fail "a batch has $(wc -l <"$work/results") results: $(tail -n 1 "$work/results")"

ask -N --max-time 5 "$url/v1/events?of=claims" >"$work/events" 2>/dev/null &
events=$!
sleep 1
ask -o /dev/null -H 'content-type: application/json' -d '{"text": "„Das ist gut“, sagte Vera Lindt."}' "$url/v1/articles"
wait "$events" || true
grep -q 'Vera Lindt' "$work/events" || fail "an event does not come while the stream is open"

# A wrong key is logged with the address of the client, which here is this machine.
curl -sS -o /dev/null --cacert "$work/tls.crt" -H 'x-api-key: wrong' -H 'x-forwarded-for: 203.0.113.9' "$url/v1/articles"
grep -q 'refused' "$work/log" || fail "the refusal is not logged"
grep 'refused' "$work/log" | grep -q '203.0.113.9' && fail "a client may choose its address"
echo "behind nginx: large bodies, refusals, batches, events and addresses are as without it"

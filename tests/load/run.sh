#!/usr/bin/env bash
# Measures the release binary as an operator would: start-up, memory at rest, one article, durable ingest over HTTP.
#
# Needs curl and wrk (Debian: apt-get install wrk) and a built release:  cargo build --release
# usage: tests/load/run.sh [seconds, default 20] [connections, default 16]
# Deliberately no test: time is noisy. It stops by itself and talks to loopback alone.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-20}
connections=${2:-16}
binary=${CARGO_TARGET_DIR:-target}/release/pressespiegel
data=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; wait; rm -rf "$data"' EXIT

now() { date +%s%N; }

began=$(now)
"$binary" serve --listen 127.0.0.1:0 --data-dir "$data/archive" --log-filter warn >"$data/out" &
server=$!
until grep -q listening "$data/out"; do sleep 0.005; done
url=$(sed -n 's/^listening on //p' "$data/out")
curl -fsS -o /dev/null "$url/readyz"
echo "ready after $((($(now) - began) / 1000000)) ms"
sleep 2
echo "memory at rest: $(awk '/VmRSS/ {print $2 " " $3}' "/proc/$server/status")"

python3 - "$url" <<'PYTHON'
import json, statistics, sys, time, urllib.request
text = open("tests/load/article.txt", encoding="utf8").read()
body = json.dumps({"text": text, "published_at": "2026-03-10", "language": "de"}).encode()
times = []
for _ in range(200):
    began = time.perf_counter()
    request = urllib.request.Request(sys.argv[1] + "/v1/analyze", body, {"content-type": "application/json"})
    urllib.request.urlopen(request).read()
    times.append((time.perf_counter() - began) * 1e3)
times.sort()
print(f"analyze, {len(text.split())} words: median {statistics.median(times):.1f} ms, 95th percentile {times[189]:.1f} ms")
PYTHON

wrk -t 2 -c "$connections" -d "${seconds}s" --latency -s tests/load/ingest.lua "$url" -- tests/load/article.txt \
    | grep -E 'Requests/sec|Non-2xx|50%|99%|requests in'
echo "articles acknowledged: $(curl -fsS "$url/metrics" | sed -n 's/^pressespiegel_http_requests_total{route="\/v1\/articles",method="POST",status="201"} //p')"
echo "memory after: $(awk '/VmRSS/ {print $2 " " $3}' "/proc/$server/status")"
echo "on disk: $(du -sh "$data/archive" | cut -f1)"

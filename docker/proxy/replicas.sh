#!/usr/bin/env bash
# Runs PostgreSQL, two services over one archive in it, and nginx with docker/proxy/replicas.conf on this machine; has both services
# stopped and started again, one after the other, while clients send and read without a pause. No request may fail, and
# everything that was acknowledged must be there once.
#
# Needs nginx, PostgreSQL, curl, python3 and a built program.
# usage: docker/proxy/replicas.sh [program, default target/debug/pressespiegel] [program to exchange it for]
set -euo pipefail
cd "$(dirname "$0")/../.."
binary=${1:-${CARGO_TARGET_DIR:-target}/debug/pressespiegel}
next=${2:-$binary}
for tool in nginx curl python3; do
    command -v "$tool" >/dev/null || { echo "not run: $tool is not here"; exit 0; }
done
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { echo "not run: PostgreSQL is not here"; exit 0; }

work=$(mktemp -d)
trap 'kill ${load:-} ${nginx:-} ${one:-} ${two:-} 2>/dev/null || true; exec 8>&- 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
free() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
fail() { echo "failed: $1"; tail -n 5 "$work"/log.* 2>/dev/null || true; exit 1; }

database=$(free)
mkdir "$work/database" && chmod a+rx "$work"
mkfifo "$work/tell"
sh tests/store/postgres.sh "$work/database" "$database" <"$work/tell" >"$work/said" &
exec 8>"$work/tell"
until grep -q ready "$work/said"; do sleep 0.1; done
export PRESSESPIEGEL_STORE_URL=postgres://postgres@127.0.0.1:$database/postgres
PRESSESPIEGEL_KEY=$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
export PRESSESPIEGEL_KEY
# The tables first; what is exchanged works on them, too.
"$next" store migrate >/dev/null

ports=([1]="$(free)" [2]="$(free)")
# start NUMBER PROGRAM: returns when it is ready; its process is in `started`.
start() {
    "$2" serve --listen "127.0.0.1:${ports[$1]}" --profile fast --trusted-proxies 127.0.0.1 --shutdown-notice-seconds 2 \
        >/dev/null 2>>"$work/log.$1" &
    started=$!
    for _ in $(seq 600); do
        curl -fs -o /dev/null "http://127.0.0.1:${ports[$1]}/readyz" && return
        kill -0 "$started" 2>/dev/null || fail "service $1 does not start"
        sleep 0.1
    done
    fail "service $1 is not ready"
}
start 1 "$binary"; one=$started
start 2 "$binary"; two=$started
port=$(free)
sed -e "s#one:8080#127.0.0.1:${ports[1]}#; s#two:8080#127.0.0.1:${ports[2]}#; s#listen 8080#listen 127.0.0.1:$port#" \
    -e "s#/tmp/nginx.pid#$work/pid#; s#/tmp/nginx-bodies#$work/bodies#" docker/proxy/replicas.conf >"$work/nginx.conf"
nginx -e "$work/error" -p "$work" -c "$work/nginx.conf" -g 'daemon off;' 2>>"$work/log.nginx" &
nginx=$!
until curl -fs -o /dev/null "http://127.0.0.1:$port/readyz"; do sleep 0.05; done

python3 - "http://127.0.0.1:$port" "$work/stop" >"$work/told" <<'PYTHON' &
import json, os, sys, threading, time, urllib.error, urllib.request

url, stop = sys.argv[1:]
key = os.environ["PRESSESPIEGEL_KEY"]
lock, sent, failed, count = threading.Lock(), [], [], [0]


def ask(path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url + path, data, {"x-api-key": key, "content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, json.load(answer)


def client(own):
    number = 0
    while not os.path.exists(stop):
        number += 1
        try:
            status, article = ask("/v1/articles", {"text": f"Meldung {number} von {own}: „Es geht voran“, sagte Vera Lindt.",
                                                   "source": f"Bote {own}", "external_id": str(number)})
            found, again = ask("/v1/articles/" + article["id"])
            listed, _ = ask("/v1/claims?limit=5")
            with lock:
                count[0] += 3
                sent.append(article["id"])
                if again["id"] != article["id"]:
                    failed.append(f"{article['id']} is another")
        except Exception as problem:
            detail = problem.read().decode() if isinstance(problem, urllib.error.HTTPError) else ""
            with lock:
                failed.append(f"{problem} {detail}"[:300])


threads = [threading.Thread(target=client, args=(own,)) for own in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
there = sum(1 for id in sent if ask("/v1/articles/" + id)[0] == 200)
print(json.dumps({"requests": count[0], "failed": failed[:5], "failures": len(failed), "sent": len(sent),
                  "different": len(set(sent)), "there": there}))
PYTHON
load=$!
sleep 3
for number in 1 2; do
    [ "$number" = 1 ] && old=$one || old=$two
    kill -TERM "$old"
    wait "$old" || fail "service $number does not end in order"
    start "$number" "$next"
    [ "$number" = 1 ] && one=$started || two=$started
    sleep 3
done
touch "$work/stop"
wait "$load" || fail "the clients have ended"
load=
cat "$work/told"
python3 - "$work/told" <<'PYTHON' || fail "see above"
import json, sys
told = json.load(open(sys.argv[1]))
assert told["failures"] == 0, told
assert told["sent"] > 20 and told["sent"] == told["different"] == told["there"], told
PYTHON
"$next" store verify >/dev/null || fail "the archive does not agree with itself"
echo "two services over one archive: each was exchanged under load, and no request failed"

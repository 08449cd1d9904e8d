#!/usr/bin/env bash
# Builds the image without a Docker engine and starts what is in it.
#
# Needs root and Debian's buildah, debootstrap and curl. The base image that the Dockerfile names is made here, from
# Debian's packages and this machine's Rust toolchain, under the very name the Dockerfile uses, so that the Dockerfile
# is checked as it stands. Exit code 0: the image builds, serves as an ordinary user, answers, is healthy, and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

base=docker.io/library/rust:1.95-slim-bookworm
image=localhost/pressespiegel-check
work=$(mktemp -d)
# The containers made here; others on this machine are none of our business.
containers=()
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs

clean_up() {
    if [ -n "${server:-}" ]; then
        program_under "$server" | xargs -r kill
        wait "$server" || true
    fi
    for container in "${containers[@]}"; do buildah rm "$container" >/dev/null 2>&1 || true; done
    rm -rf "$work"
}
trap clean_up EXIT

# The process of the program that descends from this one.
program_under() {
    local child
    for child in $(ps -o pid= --ppid "$1"); do
        if [ "$(ps -o args= -p "$child")" = "/usr/local/bin/pressespiegel serve" ]; then
            echo "$child"
        else
            program_under "$child"
        fi
    done
}

if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
    echo "== base image $base"
    debootstrap --variant=minbase --include=gcc,libc6-dev,ca-certificates bookworm "$work/root" >"$work/debootstrap.log" 2>&1 \
        || { tail "$work/debootstrap.log"; exit 1; }
    mkdir -p "$work/root/usr/local/rust"
    cp -a "$(rustc --print sysroot)/." "$work/root/usr/local/rust/"
    rm -rf "$work/root/usr/local/rust/share/doc" "$work/root/var/cache/apt/archives"/*.deb
    # Whatever this machine trusts and however it reaches the registry, the build does too.
    cp -aL /etc/ssl/certs/. "$work/root/etc/ssl/certs/" 2>/dev/null || true
    container=$(buildah from scratch)
    containers+=("$container")
    buildah add -q "$container" "$work/root" / >/dev/null
    buildah config --env PATH=/usr/local/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
    buildah commit -q "$container" "$base" >/dev/null
    rm -rf "$work/root"
fi

echo "== build"
buildah bud --pull-never --layers -f docker/Dockerfile -t "$image" .
buildah images --format '{{.Name}} {{.Size}}' "$image"

echo "== run"
container=$(buildah from --pull-never "$image")
containers+=("$container")
# Port 0 takes a free one, so that nothing else on this machine is asked by mistake.
buildah config --env PRESSESPIEGEL_LISTEN=127.0.0.1:0 "$container"
buildah run "$container" -- /usr/local/bin/pressespiegel serve >"$work/server.log" 2>&1 &
server=$!
url=
for _ in $(seq 100); do
    url=$(sed -n 's/^listening on //p' "$work/server.log")
    if [ -n "$url" ] && curl -fsS "$url/readyz" >/dev/null 2>&1; then break; fi
    sleep 0.1
done
[ -n "$url" ] || { cat "$work/server.log"; exit 1; }
buildah run "$container" -- /usr/local/bin/pressespiegel healthcheck --url "$url"
curl -fsS "$url/v1/articles" -H 'content-type: application/json' \
    -d '{"text": "„Wir wachsen weiter“, sagte Firmenchefin Erika Mustermann. Der Umsatz stieg um 12 Prozent."}' | head -c 400
echo
curl -fsS -o /dev/null -w 'Swagger UI %{http_code}\n' "$url/swagger-ui/"
inside=$(program_under "$server")
owner=$(ps -o uid= -p "$inside" | tr -d ' ')
echo "runs as user $owner"
[ "$owner" = 10001 ]
kill -TERM "$inside"
wait "$server"
server=
echo "stopped with exit code 0"

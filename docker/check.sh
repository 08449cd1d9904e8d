#!/usr/bin/env bash
# Builds the image without a Docker engine and starts what is in it.
#
# Needs root and Debian's buildah, debootstrap and curl. The base image that the Dockerfile names is made here, from
# Debian's packages and this machine's Rust toolchain, under the very name the Dockerfile uses, so that the Dockerfile
# is checked as it stands. Exit code 0: the image builds, serves as an ordinary user, answers, is healthy, and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

base=docker.io/library/rust:1.95-slim-bookworm
work=$(mktemp -d)
port=18080
export BUILDAH_ISOLATION=chroot STORAGE_DRIVER=vfs
trap 'kill "${server:-}" 2>/dev/null || true; buildah rm --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

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
    buildah add -q "$container" "$work/root" / >/dev/null
    buildah config --env PATH=/usr/local/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
    buildah commit -q "$container" "$base" >/dev/null
    buildah rm "$container" >/dev/null
    rm -rf "$work/root"
fi

echo "== build"
buildah bud --pull-never --layers -f docker/Dockerfile -t pressespiegel .
buildah images --format '{{.Name}} {{.Size}}' | grep pressespiegel

echo "== run"
container=$(buildah from --pull-never pressespiegel)
buildah config --env PRESSESPIEGEL_LISTEN=127.0.0.1:$port "$container"
buildah run "$container" -- /usr/local/bin/pressespiegel serve >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
    curl -fsS "http://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break
    sleep 0.1
done
buildah run "$container" -- /usr/local/bin/pressespiegel healthcheck
curl -fsS "http://127.0.0.1:$port/v1/articles" -H 'content-type: application/json' \
    -d '{"text": "„Wir wachsen weiter“, sagte Firmenchefin Erika Mustermann. Der Umsatz stieg um 12 Prozent."}' | head -c 400
echo
curl -fsS -o /dev/null -w 'Swagger UI %{http_code}\n' "http://127.0.0.1:$port/swagger-ui/"
inside=$(ps -eo pid,args | awk '$2 == "/usr/local/bin/pressespiegel" && $3 == "serve" {print $1}' | head -n 1)
owner=$(ps -o uid= -p "$inside" | tr -d ' ')
echo "runs as user $owner"
[ "$owner" = 10001 ]
kill -TERM "$inside"
wait "$server"
echo "stopped with exit code $?"

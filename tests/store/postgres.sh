#!/bin/sh
# A PostgreSQL of its own for tests, in directory $1 on port $2 of this machine: says "ready" and runs until standard input ends,
# then leaves nothing behind. Lines of "stop" let it crash and of "start" come back, each answered by "ready". What it holds need not
# outlive the machine, so nothing is synced.
set -eu
directory=$1 port=$2
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] || bin=$(pg_config --bindir)

# PostgreSQL does not run as root.
if [ "$(id -u)" = 0 ]; then
    chown postgres "$directory"
    as() { (cd "$directory" && runuser -u postgres -- "$@"); }
else
    as() { "$@"; }
fi
leave() {
    as "$bin/pg_ctl" -D "$directory/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$directory"
}
trap leave EXIT
as "$bin/initdb" -D "$directory/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
settings="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$directory -c max_connections=300"
settings="$settings -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB ${POSTGRES_SETTINGS:-}"
start() {
    as "$bin/pg_ctl" -D "$directory/data" -l "$directory/log" -w -o "$settings" start >/dev/null
    echo ready
}
start
while read -r what; do
    case $what in
        start) start ;;
        stop) as "$bin/pg_ctl" -D "$directory/data" -m immediate -w stop >/dev/null && echo ready ;;
    esac
done

# Sourced by the scripts that ask a running service: starts one with a key of its own.
#
# `serve WORK BINARY [flags]` keeps its archive in WORK, and sets `server` (its process), `url` and `key`.
serve() {
    local work=$1 binary=$2
    shift 2
    : >"$work/out"
    key=$(head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \n')
    PRESSESPIEGEL_KEY=$key "$binary" serve --listen 127.0.0.1:0 --data-dir "$work/archive" --profile fast "$@" \
        >"$work/out" &
    server=$!
    until grep -q listening "$work/out"; do
        kill -0 "$server" || { echo "the service does not start"; return 1; }
        sleep 0.05
    done
    url=$(sed -n 's/^listening on //p' "$work/out")
}

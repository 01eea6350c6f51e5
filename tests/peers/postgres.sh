#!/bin/bash
# A private PostgreSQL for tests, without password, on a free port of 127.0.0.1. Needs the package "postgresql".
#
#   postgres.sh start [DIR]   starts it, unless it runs, and prints its URL (for AMTSLOTSE_TEST_POSTGRES)
#   postgres.sh stop [DIR]    stops it and removes DIR
set -euo pipefail

command=${1:-}
dir=${2:-$(dirname "$(mktemp -u)")/amtslotse-postgres-$(id -u)}
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb)") || { echo "PostgreSQL is not installed" >&2; exit 1; }

# The server refuses to run as root.
as_server() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$dir" "$@"
    else
        "$@"
    fi
}

free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
    done
    echo "no free port found" >&2
    return 1
}

start() {
    mkdir -p "$dir"
    chmod 700 "$dir"
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; fi
    if ! as_server "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then
        [ -s "$dir/data/PG_VERSION" ] ||
            as_server "$bin/initdb" -D "$dir/data" -U amtslotse -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
        launch || { tail -3 "$dir/log" >&2; return 1; }
    fi
    echo "postgres://amtslotse@127.0.0.1:$(cat "$dir/port")/postgres"
}

# A server that was killed may count as alive for some seconds, and a port may be taken in between: try again.
launch() {
    local port
    for _ in $(seq 40); do
        port=$(free_port)
        echo "$port" >"$dir/port"
        as_server "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w \
            -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=200" start >/dev/null 2>&1 && return
        sleep 0.25
    done
    return 1
}

stop() {
    [ -d "$dir/data" ] || return 0
    as_server "$bin/pg_ctl" -D "$dir/data" -m fast -w stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}

case $command in
start | stop) "$command" ;;
*) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac

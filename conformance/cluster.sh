#!/bin/sh
# A private PostgreSQL for conformance and benchmarks: on a Unix socket in a folder of its own, durable as a real one.
#
#   conformance/cluster.sh start DIR [SETTING=VALUE ...]   prints the beginning of its databases' addresses
#   conformance/cluster.sh database DIR NAME               makes an empty database and prints its address
#   conformance/cluster.sh stop DIR
set -eu
what=${1:?start, database or stop}
folder=${2:?its folder}
shift 2
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -x "$programs/initdb" ] || { echo "PostgreSQL is not installed" >&2; exit 2; }

# The server refuses to run as root.
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi; }
address() { echo "postgresql://noroshi@$(echo "$folder" | sed 's|/|%2F|g')/$1"; }

case $what in
start)
    mkdir -p "$folder"
    [ "$(id -u)" != 0 ] || chown postgres: "$folder"
    as "$programs/initdb" -D "$folder/data" -U noroshi --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    options="-c listen_addresses= -c unix_socket_directories=$folder -c max_wal_size=4GB -c shared_buffers=512MB"
    for setting in "$@"; do options="$options -c $setting"; done
    as "$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -o "$options" -w start >/dev/null
    address ""
    ;;
database)
    "$programs/psql" -X -q -h "$folder" -U noroshi -d postgres -c "CREATE DATABASE $1 TEMPLATE template0"
    address "$1"
    ;;
stop)
    as "$programs/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null
    ;;
*)
    echo "start, database or stop" >&2
    exit 2
    ;;
esac

#!/bin/sh
# Serves a store on the loopback address and measures it under load, each kind of page side by side with the floor: a
# static file of the same server. Prints requests per second, latencies, their ratios and memory; asserts nothing.
#
#   bench/serve.sh DIR                the folder of the store, for example what STORE=DIR bench/import.sh left
#
#   CONNECTIONS=32 SECONDS_EACH=10    the load
#   NOROSHI=PROGRAM                   measure this program instead of building one
set -eu
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "bench/serve.sh" >&2; exit 2; }
store=$1
for program in wrk curl; do
    command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done
if [ -z "${NOROSHI:-}" ]; then
    cargo build --quiet --release --offline -p noroshi
    NOROSHI=${CARGO_TARGET_DIR:-target}/release/noroshi
fi
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

: >"$work/out"
"$NOROSHI" --data "$store" --lang en --offline serve --no-sync --listen 127.0.0.1:0 >"$work/out" 2>"$work/err" &
server=$!
base=
for _ in $(seq 600); do
    read -r base <"$work/out" && break || :
    kill -0 "$server" 2>/dev/null || { cat "$work/err" >&2; exit 1; }
    sleep 0.1
done
[ -n "$base" ] || { echo "the server says no address" >&2; exit 1; }
base=${base%/}

memory() { awk '/^VmRSS/ { all = $2 } /^RssAnon/ { own = $2 } END { printf "%.0f MB resident (%.0f of them its own)\n", all / 1024, own / 1024 }' "/proc/$server/status"; }
once() { curl -s -H "Accept: text/html" -o /dev/null -w '%{http_code} in %{time_total} s' "$base$1"; }

# Searches of each kind: words, fields, ranges, nothing; each a line.
cat >"$work/search" <<'ADDRESSES'
/search?q=openssl
/search?q=buffer%20overflow
/search?q=%22cross-site%20scripting%22
/search?q=wordpress%20plugin%20sql%20injection
/search?q=apache%20OR%20nginx
/search?q=product%3Alinux_kernel
/search?q=vendor%3Aapache
/search?q=cwe%3A79
/search?q=severity%3Acritical
/search?q=score%3E%3D9.5
/search?q=exploited%3Ayes
/search?q=public%3A2024-07
/search?q=log4j
/search?q=kernel%20-android
/search
ADDRESSES
# Identifiers from several places of the store.
for start in 0 1000 5000 20000 100000 300000; do
    "$NOROSHI" --data "$store" --lang en --offline --quiet --format csv --fields id search --sort id --limit 50 --start "$start"
done | tr -d '"\r' | sed -n 's|^CVE-|/v/&|p' >"$work/identifier"
echo /assets/noroshi.css >"$work/static"

echo "idle before the first search: $(memory)"
echo "the first search: $(once "$(head -n 1 "$work/search")"), then $(memory)"
echo "each search alone:"
while read -r path; do
    echo "    $(once "$path")  $path"
done <"$work/search"
echo "idle after each search: $(memory)"

floor=
for kind in static identifier search; do
    wrk -t 2 -c "${CONNECTIONS:-32}" -d "${SECONDS_EACH:-10}s" --timeout 30s -s bench/serve.lua "$base" \
        -- "$work/$kind" >"$work/wrk" 2>&1 || { cat "$work/wrk" >&2; exit 1; }
    set -- $(sed -n 's/^figures //p' "$work/wrk")
    floor=${floor:-$*}
    echo "$floor $*" | awk -v kind="$kind" '{
        printf "  %-10s  %8.1f requests/s (%.4f of the static file)  P50 %.2f  P95 %.2f  P99 %.2f ms (P95 %.1f times the static file)  %d errors\n",
            kind, $6, $6 / $1, $7, $8, $9, $8 / $3, $10
    }'
done
echo "after the load: $(memory)"

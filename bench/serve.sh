#!/bin/sh
# Serves a store on the loopback address and measures it under load, each kind of page side by side with the floor: a
# static file of the same server. Prints requests per second, latencies, their ratios and memory; asserts nothing.
#
#   bench/serve.sh DIR                the folder of the store, for example what STORE=DIR bench/import.sh left
#
#   CONNECTIONS=32 SECONDS_EACH=10    the load
#   SEED=1                            other new questions for another number; the same ones for the same
#   NOROSHI=PROGRAM                   measure this program instead of building one
set -eu
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "bench/serve.sh" >&2; exit 2; }
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

# What the server's program took of the cores so far, in seconds.
spent() { sed 's/.*) //' "/proc/$server/stat" | awk -v tick="$(getconf CLK_TCK)" '{ print ($12 + $13) / tick }'; }
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
# Titles and products from several places of the store: the words that new questions are made of.
for start in 0 1000 5000 9000 15000 20000 28000 100000 200000 300000; do
    for language in en ja; do
        "$NOROSHI" --data "$store" --lang "$language" --offline --quiet --format csv --fields title,products \
            search --limit 1000 --start "$start" | tail -n +2
    done
done >"$work/titles"

# Loads the server: connections, then what serve.lua takes. Prints requests per second, P50, P95, P99, errors,
# milliseconds of a core that the server spent on each request.
load() {
    connections=$1
    shift
    before=$(spent)
    wrk -t "$((connections > 1 ? 2 : 1))" -c "$connections" -d "${SECONDS_EACH:-10}s" --timeout 30s -s bench/serve.lua "$base" \
        -- "$@" >"$work/wrk" 2>&1 || { cat "$work/wrk" >&2; exit 1; }
    after=$(spent)
    sed -n 's/^figures //p' "$work/wrk" | awk -v spent="$after" -v before="$before" \
        '{ print $1, $2, $3, $4, $5, $6 ? (spent - before) * 1000 / $6 : 0 }'
}

echo "idle before the first search: $(memory)"
echo "the first search: $(once "$(head -n 1 "$work/search")"), then $(memory)"
echo "each search alone:"
while read -r path; do
    echo "    $(once "$path")  $path"
done <"$work/search"
echo "idle after each search: $(memory)"

# Each kind of new question by itself, one at a time: what a search costs that nobody asked before.
echo "new questions, one connection:"
for kind in word words many phrase filtered product either without fields begins; do
    load 1 "$kind" "$work/titles" "${SEED:-1}" | awk -v kind="$kind" '{
        printf "  %-10s  %8.1f requests/s  P50 %.2f  P95 %.2f  P99 %.2f ms  %.2f ms of a core each  %d errors\n",
            kind, $1, $2, $3, $4, $6, $5
    }'
done
echo "then $(memory)"

# New questions come once with nothing known but what was asked above, by another seed.
echo "${CONNECTIONS:-32} connections:"
floor=
for kind in static identifier repeated new; do
    case $kind in
    repeated) set -- list "$work/search" ;;
    new) set -- mixed "$work/titles" "$((${SEED:-1} + 1))" ;;
    *) set -- list "$work/$kind" ;;
    esac
    set -- $(load "${CONNECTIONS:-32}" "$@")
    floor=${floor:-$*}
    echo "$floor $*" | awk -v kind="$kind" '{
        printf "  %-10s  %8.1f requests/s (%.4f of the static file)  P50 %.2f  P95 %.2f  P99 %.2f ms (P95 %.1f times the static file)  %.2f ms of a core each  %d errors\n",
            kind, $7, $7 / $1, $8, $9, $10, $9 / $3, $12, $11
    }'
done
echo "after the load: $(memory)"

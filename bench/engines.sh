#!/bin/bash
# Both engines in one run: the same corpus into the embedded store and into a private PostgreSQL on the same machine, a
# tenth of it first; growth of tables and indexes; pages by identifier and searches of both under the same load; one node
# on the database beside two; the match index of a node from empty; and the plans of what is asked most, which fail the
# script where a large table is read from end to end. Prints ratios, asserts no time.
#
#   bench/engines.sh [DOCUMENTS]       350000 unless said
#
#   RECORDS=FILE.tar.zst              the records to repeat (../shared/data/cve5/vulnrichment.tar.zst)
#   CONNECTIONS=32 SECONDS_EACH=10    the load
#   NOROSHI=PROGRAM                   measure this program instead of building one
set -euo pipefail
cd "$(dirname "$0")/.."
records=${RECORDS:-../shared/data/cve5/vulnrichment.tar.zst}
many=${1:-350000}
for program in wrk curl zstd psql python3 /usr/bin/time; do
    command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done
[ -f "$records" ] || { echo "$records is not here" >&2; exit 2; }
built=${CARGO_TARGET_DIR:-target}/release
cargo build --quiet --release --offline -p noroshi-app --example corpus
if [ -z "${NOROSHI:-}" ]; then
    cargo build --quiet --release --offline -p noroshi
    NOROSHI=$built/noroshi
fi
work=$(mktemp -d)
chmod 755 "$work"
cluster=$work/cluster
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || :; conformance/cluster.sh stop "$cluster" || :; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
# Durable, as a real one.
conformance/cluster.sh start "$cluster" >/dev/null

seconds() { awk -F: '/Elapsed/ { s = 0; for (i = NF - 2; i <= NF; i++) if ($i ~ /^[ 0-9.]+$/) s = s * 60 + $i; print s }' "$work/time"; }
resident() { awk -F': ' '/Maximum resident/ { printf "%.0f", $2 / 1024 }' "$work/time"; }
timed() { /usr/bin/time -v -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; exit 1; }; }
ask() { psql -X -q -A -t -h "$cluster" -U noroshi -d "$1" -c "$2"; }

address=
for documents in $((many / 10)) "$many"; do
    zstd -dcq --long=27 "$records" | "$built/examples/corpus" "$documents" | zstd -q -3 >"$work/corpus.tar.zst"
    timed "$NOROSHI" --database "" --data "$work/sqlite-$documents" --lang en --offline --no-progress import "$work/corpus.tar.zst"
    embedded=$(seconds)
    printf 'import of %s, embedded: %s s, %.0f documents/s, %s MB resident, %s MB on disk\n' "$documents" "$embedded" \
        "$(echo "$documents / $embedded" | bc -l)" "$(resident)" "$(du -sm "$work/sqlite-$documents" | cut -f1)"
    address=$(conformance/cluster.sh database "$cluster" "d$documents")
    timed "$NOROSHI" --database "$address" --data "$work/node-$documents" --lang en --offline --no-progress import "$work/corpus.tar.zst"
    far=$(seconds)
    printf 'import of %s, PostgreSQL: %s s, %.0f documents/s (%.2f of the embedded rate), %s MB resident, %s MB on disk\n' "$documents" "$far" \
        "$(echo "$documents / $far" | bc -l)" "$(echo "$embedded / $far" | bc -l)" "$(resident)" \
        "$(($(ask "d$documents" "SELECT pg_database_size(current_database())") / 1048576))"
    rm "$work/corpus.tar.zst"
done
echo "growth from $((many / 10)) to $many documents (MB of rows, MB of indexes, factor):"
sizes="SELECT relname, pg_table_size(relid), pg_indexes_size(relid) FROM pg_stat_user_tables WHERE relname NOT LIKE 'stage%' ORDER BY 1"
join -t'|' <(ask "d$((many / 10))" "$sizes") <(ask "d$many" "$sizes") |
    awk -F'|' '$4 > 1e6 { printf "  %-16s %8.1f -> %8.1f   %8.1f -> %8.1f   %.1f times\n", $1, $2/1e6, $4/1e6, $3/1e6, $5/1e6, ($4+$5)/($2+$3) }'

# A node from nothing: its match index is built by whoever asks first.
echo '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"openssl","version":"1.1.1"}]}' >"$work/list.json"
timed "$NOROSHI" --database "$address" --data "$work/empty" --lang en --offline --no-progress match "$work/list.json"
echo "the match index of a node from empty at $many vulnerabilities: $(seconds) s, $(resident) MB resident"

ask "d$many" "SELECT '/v/' || name FROM vulnerabilities WHERE members > 0 ORDER BY id * 7919 % 99991 LIMIT 300" >"$work/identifier"
ask "d$many" "SELECT '/search?q=' || beginning FROM words WHERE beginning ~ '^[a-z]{5,9}$' GROUP BY beginning ORDER BY sum(length(places)) DESC LIMIT 400" >"$work/search"
serve() {
    : >"$work/address"
    "$NOROSHI" --lang en --offline "$@" serve --no-sync --listen 127.0.0.1:0 >"$work/address" 2>"$work/err" &
    servers+=($!)
    for _ in $(seq 600); do [ -s "$work/address" ] && break; sleep 0.1; done
    base=$(head -n 1 "$work/address")
    base=${base%/}
    curl -s -o /dev/null "$base/search?q=openssl"
}
load() {
    wrk -t 2 -c "$2" -d "${SECONDS_EACH:-10}s" --timeout 30s -s bench/serve.lua "$1" -- list "$work/$3" 2>&1 |
        sed -n 's/^figures //p' | awk '{ printf "%.1f requests/s  P50 %.2f  P95 %.2f  P99 %.2f ms  %d errors", $1, $2, $3, $4, $5 }'
}
report() { printf '  %-34s %s\n' "$1" "$2"; }
# One after the other, and nothing beside it: what a server clears up after an import is done, and both nodes have their
# match index already.
ask "d$many" "VACUUM ANALYZE" >/dev/null
timed "$NOROSHI" --database "" --data "$work/sqlite-$many" --lang en --offline --no-progress match "$work/list.json"
cp -r "$work/empty" "$work/two"
echo "${CONNECTIONS:-32} connections:"
# Ticks that a core worked for processes.
worked() { cat "${@/%//stat}" 2>/dev/null | awk '{ sub(/^.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'; }
databases() { pgrep -x postgres | sed 's,^,/proc/,'; }
measure() {
    serve "${@:2}"
    local node=/proc/${servers[-1]} ticks figures before
    ticks=$(getconf CLK_TCK)
    for kind in identifier search; do
        # shellcheck disable=SC2046
        before="$(worked "$node") $(worked $(databases))"
        figures=$(load "$base" "${CONNECTIONS:-32}" "$kind")
        report "$kind, $1" "$figures"
        # shellcheck disable=SC2046
        awk -v before="$before" -v after="$(worked "$node") $(worked $(databases))" -v figures="$figures" \
            -v ticks="$ticks" -v seconds="${SECONDS_EACH:-10}" 'BEGIN {
                split(before, b); split(after, a); split(figures, f); many = f[1] * seconds
                printf "    a core worked %.2f ms of the node and %.2f ms of the database for each\n", (a[1] - b[1]) / ticks / many * 1000, (a[2] - b[2]) / ticks / many * 1000 }'
    done
    printf '    %s MB resident\n' "$(awk '/VmRSS/ { printf "%d", $2 / 1024 }' "$node/status")"
}
measure embedded --database "" --data "$work/sqlite-$many"
kill "${servers[@]}"; wait "${servers[@]}" 2>/dev/null || :; servers=()
measure PostgreSQL --database "$address" --data "$work/empty"; one=$base
serve --database "$address" --data "$work/two"; two=$base
half=$((${CONNECTIONS:-32} / 2))
load "$one" "$half" identifier >"$work/half" &
other=$(load "$two" "$half" identifier)
wait %% 2>/dev/null || :
report "identifier, two nodes, the first" "$(cat "$work/half")"
report "identifier, two nodes, the second" "$other"
kill "${servers[@]}"; wait "${servers[@]}" 2>/dev/null || :; servers=()

echo "plans at $many documents:"
conformance/plans.py "$cluster" "d$many" "$NOROSHI" | cut -c1-150

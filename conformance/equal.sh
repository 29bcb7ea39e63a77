#!/bin/bash
# One instance is filled from real data, others from it through each of its doors, over loopback, with our own programs only.
# Holds: through the own API, killed on the way, the ledger is the same row by row, and so is everything built from it; through
# NVD's and MyJVN's door every record is there and says the same, but for what docs/reference/what-doors-carry.md names;
# where nothing is new, less than 10 kB are said for each source over each door. Prints what it measured.
#
# Usage: conformance/equal.sh DATA [NOROSHI]     DATA is the folder that holds nvd, cve5, jvn, kev, epss
#   FULL=1         with all the real data and every record compared; without it a part, and some records, in a few minutes
#   RECORDS=5000   how many records are compared of each source; names and documents always all
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(cd "${1:?the folder of real data}" && pwd)
noroshi=$(realpath "${2:-target/release/noroshi}")
work=$(mktemp -d)
. "$root/conformance/equal/common.sh"
trap 'end; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
failed=0
wrong() { echo "WRONG: $*"; failed=1; }

if [ -n "${FULL:-}" ]; then
    feeds="nvd/feed-2.0-2024-05 nvd/feed-2.0-2026 nvd/modified nvd/feed-1.1 cve5 jvn kev epss"
    records=${RECORDS:-}
else
    feeds="nvd/modified jvn kev"
    records=${RECORDS:-300}
fi
for feed in $feeds; do import "$data/$feed"; done
public=$(run bundle key "$work/key")
printf '[serve]\nbundle_key = "%s"\n' "$work/key" >"$work/serve.toml"
serve a --config "$work/serve.toml"
a=$address

echo "== through the own API"
count "$a" "$work/own.bytes"
settings own noroshi "$address" "trust = \"$public\""
kills=0
for _ in $(seq "${KILLS:-5}"); do
    follow own own
    sleep "$(python3 -c "print(0.2 + 0.3 * $kills)")"
    kill -9 $follower 2>/dev/null || { wait $follower; break; }
    wait $follower 2>/dev/null || :
    kills=$((kills + 1))
    end_lease own
done
sync own own noroshi >"$work/report"
serve own
own=$address
if [ "$(chain "$a")" = "$(chain "$own")" ] && [ "$(sum a)" = "$(sum own)" ]; then
    echo "killed $kills times: $(rows "$own") rows with the same hashes, and the same projections"
else
    wrong "the ledgers differ: $(chain "$a"), $(chain "$own")"
fi

quiet() { # door, store, source
    local before after
    before=$(said "$work/$1.bytes")
    sync "$1" "$2" "$3" >"$work/report" || wrong "$3 through $1: $(cat "$work/report")"
    after=$(said "$work/$1.bytes")
    echo "nothing new: $((after - before)) bytes for $3"
    [ $((after - before)) -lt 10000 ] || wrong "more than 10 kB where nothing is new"
}
quiet own own noroshi

through() { # door, source
    count "$a" "$work/$1.bytes"
    echo any >"$work/no-key"
    settings "$1" "$2" "$address" "key_file = \"$work/no-key\""
    local began ended
    began=$(date +%s.%N)
    sync "$1" "$1" "$2" >"$work/report" || wrong "$2: $(cat "$work/report")"
    ended=$(date +%s.%N)
    serve "$1"
    awk -v b="$began" -v e="$ended" -v n="$(rows "$address")" -v said="$(said "$work/$1.bytes")" \
        'BEGIN { printf "%d rows in %.1f s, %.1f MB on the wire\n", n, e - b, said / 1e6 }'
    # shellcheck disable=SC2086
    python3 "$root/conformance/equal/compare.py" "$a" "$address" "$2" $records || wrong "$2 is not the same"
    run --data "$work/$1" db check --format json | grep -q '"clean": true' || wrong "the store of $1"
}
echo "== through NVD's API"
through nvd nvd
quiet nvd nvd nvd
echo "== through MyJVN's feeds and API"
through myjvn jvndb
quiet myjvn myjvn jvndb
exit $failed

#!/bin/sh
# Carries real data across a gap: a base and what came since, packed from one store and applied to another, which is killed
# ten times on the way. Holds: both stores end in the same projections, ledger and documents are whole, nothing is doubled.
#
# Usage: conformance/bundle.sh DATA [NOROSHI]     DATA is the folder that holds nvd, cve5, jvn, kev
set -eu
data=${1:?the folder of real data}
noroshi=${2:-target/release/noroshi}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
run() { "$noroshi" --quiet --no-progress --lang en "$@"; }
import() { run --data "$work/a" import "$@" >/dev/null || [ $? = 6 ]; }
sum() { run --data "$work/$1" db check --format json | python3 -c 'import json, sys; d = json.load(sys.stdin); assert d["clean"], d; print(sorted(d["projections"].items()))'; }

public=$(run bundle key "$work/key")
import "$data/cve5/vulnrichment.tar.zst" "$data/jvn"
run --data "$work/a" bundle pack "$work/base" --key "$work/key" >/dev/null
import "$data/nvd/modified" "$data/kev"
run --data "$work/a" bundle pack "$work/since" --since last --key "$work/key" >/dev/null

kills=0
while [ $kills -lt 10 ]; do
    run --data "$work/b" bundle apply "$work/base" --trust "$public" >/dev/null 2>&1 &
    # Later each time, so that some fall into each part of the work.
    sleep "$(python3 -c "print(0.15 + 0.12 * $kills)")"
    kill -9 $! 2>/dev/null || break
    wait $! 2>/dev/null || :
    kills=$((kills + 1))
done
run --data "$work/b" bundle apply "$work/base" --trust "$public" >/dev/null
again=$(run --data "$work/b" bundle apply "$work/base" --trust "$public" --format json)
run --data "$work/b" bundle apply "$work/since" --trust "$public" >/dev/null
a=$(sum a) b=$(sum b)
sizes=$(du -k "$work/base" "$work/since" | awk '{ printf "%s kB ", $1 }')
[ "$a" = "$b" ] || { printf 'NOT the same:\n%s\n%s\n' "$a" "$b"; exit 1; }
echo "$again" | python3 -c 'import json, sys; d = json.load(sys.stdin); assert d["applied"]["new"] == 0, d; print("ok ", d["rows"], "rows applied once, though killed", sys.argv[1], "times;", "bundles of", sys.argv[2])' "$kills" "$sizes"

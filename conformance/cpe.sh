#!/bin/sh
# Relates 100,000 random pairs of CPE names, in all three bindings, and compares the answers with an independent
# implementation: the Python package `cpe`, fetched by pip. Each difference must be of a kind that the script explains
# with the clause of the standard. Then relates each distinct criterion of NVD's data, where that is beside the checkout,
# to itself: all must be equal by the strict grammar. Ends with 1 where anything is otherwise.
# Other people's tables of names are part of `cargo test -p noroshi-cpe`.
#
# Usage: conformance/cpe.sh [NOROSHI] [PAIRS]
set -eu
cd "$(dirname "$0")/.."
noroshi=${1:-target/release/noroshi}
many=${2:-100000}
criteria=../shared/data/cpe/nvd-criteria-distinct.txt.zst
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check cpe==1.3.1
"$work/python/bin/python" conformance/cpe_pairs.py make "$many" >"$work/pairs"
"$noroshi" cpe match --strict - <"$work/pairs" >"$work/answers"
"$work/python/bin/python" conformance/cpe_pairs.py compare "$work/pairs" "$work/answers"

if [ ! -f "$criteria" ]; then
    echo "skipped: $criteria is not here"
    exit 0
fi
zstd --quiet -dc --long=27 "$criteria" | awk '{ print $0 "\t" $0 }' >"$work/criteria"
"$noroshi" cpe match --strict - <"$work/criteria" >"$work/answers"
all=$(wc -l <"$work/criteria")
equal=$(grep -cx '{"relation":"equal","matches":true}' "$work/answers")
echo "$all distinct criteria, $equal equal to themselves"
[ "$all" = "$equal" ]

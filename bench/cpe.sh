#!/bin/sh
# Reads and relates pairs of CPE names, beside the Python package `cpe` over the same lines in the same run. Prints names
# read a second and comparisons a second of both, and their ratios; asserts nothing.
#
# Usage: bench/cpe.sh [PAIRS]        20000 unless said
set -eu
cd "$(dirname "$0")/.."
many=${1:-20000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet --release --offline -p noroshi-cpe --example compare
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check cpe==1.3.1
cat >"$work/other.py" <<'PYTHON'
import sys, time
sys.path.insert(0, "conformance")
from cpe.cpeset2_3 import CPESet2_3 as Set
from cpe_pairs import read

lines = [line.rstrip("\n").split("\t") for line in sys.stdin]
if sys.argv[1] == "keep":
    # What the package refuses is left out on both sides.
    for pair in lines:
        try:
            [read(text) for text in pair]
            print("\t".join(pair))
        except Exception:
            pass
    sys.exit()
started = time.perf_counter()
pairs = [[read(text) for text in pair] for pair in lines]
reading = time.perf_counter() - started
started = time.perf_counter()
for a, b in pairs:
    Set.cpe_superset(a, b)
print(2 * len(pairs), reading, len(pairs), time.perf_counter() - started)
PYTHON
"$work/python/bin/python" conformance/cpe_pairs.py make "$many" >"$work/all"
"$work/python/bin/python" "$work/other.py" keep <"$work/all" >"$work/pairs"
ours=$("${CARGO_TARGET_DIR:-target}/release/examples/compare" <"$work/pairs")
theirs=$("$work/python/bin/python" "$work/other.py" measure <"$work/pairs")
echo "$ours $theirs" | awk '{
    printf "names read: noroshi %.0f/s (%.0f ns each), cpe for Python %.0f/s: %.0f times\n", $1 / $2, 1e9 * $2 / $1, $5 / $6, $1 / $2 * $6 / $5
    printf "compared:   noroshi %.0f/s (%.0f ns each), cpe for Python %.0f/s: %.0f times\n", $3 / $4, 1e9 * $4 / $3, $7 / $8, $3 / $4 * $8 / $7 }'

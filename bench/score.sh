#!/bin/sh
# Scores CVSS vectors a second, beside the Python package `cvss` over the same lines in the same run; reading the
# lines and writing JSON included on both sides. Prints both and their ratio; asserts nothing.
#
# Usage: bench/score.sh [VECTORS OF EACH VERSION]        20000 unless said; NOROSHI=PROGRAM measures another program
set -eu
cd "$(dirname "$0")/.."
many=${1:-20000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${NOROSHI:-}" ]; then
    cargo build --quiet --release --offline -p noroshi
    NOROSHI=${CARGO_TARGET_DIR:-target}/release/noroshi
fi
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check cvss==3.6
"$work/python/bin/python" conformance/score_vectors.py make "$many" >"$work/vectors"
cat >"$work/other.py" <<'PYTHON'
import json, sys
from cvss import CVSS2, CVSS3, CVSS4
for line in sys.stdin:
    text = line.strip()
    cvss = CVSS4(text) if text.startswith("CVSS:4") else CVSS3(text) if text.startswith("CVSS:3") else CVSS2(text)
    print(json.dumps({"vector": text, "scores": [None if s is None else float(s) for s in cvss.scores()]}))
PYTHON

seconds() { /usr/bin/time -f %e -o "$work/time" "$@"; }
ours=$(seconds "$NOROSHI" score - <"$work/vectors" >"$work/ours"; cat "$work/time")
theirs=$(seconds "$work/python/bin/python" "$work/other.py" <"$work/vectors" >"$work/theirs"; cat "$work/time")
awk -v n="$(wc -l <"$work/vectors")" -v a="$ours" -v b="$theirs" 'BEGIN {
    printf "%d vectors: noroshi %.2f s (%.0f/s), cvss for Python %.2f s (%.0f/s): %.0f times\n", n, a, n / a, b, n / b, b / a }'

#!/bin/sh
# Computes the scores of 80,000 random vectors, 20,000 of each version and more than half of them with optional
# metrics, and compares them with an independent implementation: the Python package `cvss`, fetched by pip.
# Prints a line per version; ends with 1 where a score differs.
#
# Usage: conformance/cvss.sh [NOROSHI] [VECTORS OF EACH VERSION]
set -eu
cd "$(dirname "$0")/.."
noroshi=${1:-target/release/noroshi}
many=${2:-20000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check cvss==3.6
"$work/python/bin/python" conformance/score_vectors.py make "$many" >"$work/vectors"
"$noroshi" score - <"$work/vectors" >"$work/scores"
"$work/python/bin/python" conformance/score_vectors.py compare "$work/vectors" "$work/scores"

#!/bin/sh
# Reads all the real documents and counts what they say of versions: by who says it, how many texts there are, and the
# share of them that is read as ranges (a text that lists versions counts once for each). Every text that is not read
# goes into a file, with how often it occurs and who says it; the first 50 are printed. Stated bounds count as ranges;
# `n/a` and the like count as saying nothing.
#
# Usage: conformance/ranges.sh DATA [FILE]     DATA is the folder that holds jvn, nvd, cve5 and osv.
set -eu
data=$(cd "${1:?the folder of real data}" && pwd)
cd "$(dirname "$0")/.."
out=${2:-${CARGO_TARGET_DIR:-target}/unread-versions.tsv}

cargo run --quiet --release --package noroshi-formats --example ranges -- "$data" "$out"
echo
echo "$(wc -l <"$out") distinct texts are not read, all in $out; the most frequent:"
head -n 50 "$out"

#!/bin/sh
# A million components against ranges made from the real ones, on one core: how long the index takes to build and to ask,
# and in how much memory; a tenth of the ranges beside it, to see how it grows. Prints figures; asserts nothing.
#
# Usage: bench/million.sh [COMPONENTS] [RANGES]        1000000 and 1600000 unless said
set -eu
cd "$(dirname "$0")/.."
components=${1:-1000000}
ranges=${2:-1600000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --quiet --release --offline -p noroshi-matching --example million
million=${CARGO_TARGET_DIR:-target}/release/examples/million
"$million" build "$work/tenth" $((ranges / 10))
"$million" build "$work/whole" "$ranges"
taskset -c 0 "$million" match "$work/tenth" "$components"
taskset -c 0 "$million" match "$work/whole" "$components"

#!/bin/sh
# Writes every well-formed real document of JVN again with noroshi-jvn, validates original and result
# against the operator's schemas with xmllint, and prints a table. Ends with 1 where a written document
# is invalid although its original was valid, or is not equal to it as a tree.
#
# Needs xmllint (Debian: libxml2-utils) and the real data in ../shared/data. Nothing is fetched.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
data=${NOROSHI_DATA:-$root/../shared/data}/jvn
if [ ! -d "$data" ]; then
    echo "$data is not here" >&2
    exit 2
fi
command -v xmllint >/dev/null || { echo "xmllint is not installed (libxml2-utils)" >&2; exit 2; }

cd "$root"
cargo build --quiet --package noroshi-jvn --examples
examples=${CARGO_TARGET_DIR:-$root/target}/debug/examples

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$root/conformance/jvn-schemas.sh"

# The canonical form without the space between elements, as xmllint sees it: a second opinion on
# equality that shares nothing with our reader.
canonical() { xmllint --nonet --noblanks --c14n "$1" 2>/dev/null; }

failed=0
printf '%-60s %-16s %-15s %-16s %s\n' file kind 'original valid' 'rewritten valid' 'equal as a tree'
for folder in api-hnd api-hnd-history feed-rss feed-detail feed-product api-v3.2; do
    for original in "$data/$folder"/*; do
        case $original in *.json) continue ;; esac
        label=$folder/$(basename "$original")
        if ! xmllint --nonet --noout "$original" 2>/dev/null; then
            printf '%-60s not well-formed in the original\n' "$label"
            continue
        fi
        kind=$(kind_of "$original")
        before=$(valid "$original" "$kind")
        equal=no
        if "$examples/rewrite" "$original" "$work/written.xml"; then
            canonical "$original" >"$work/before"
            canonical "$work/written.xml" >"$work/after"
            if [ -s "$work/after" ] && cmp -s "$work/before" "$work/after"; then equal=yes; fi
        fi
        after=$(valid "$work/written.xml" "$kind")
        printf '%-60s %-16s %-15s %-16s %s\n' "$label" "$kind" "$before" "$after" "$equal"
        if [ "$equal" = no ] || { [ "$before" != no ] && [ "$after" = no ]; }; then
            failed=1
            cat "$work/said"
        fi
        rm -f "$work/written.xml"
    done
done

# Documents made from nothing have no original: they must be valid.
mkdir "$work/fresh"
"$examples/fresh" "$work/fresh"
for fresh in "$work"/fresh/*.xml; do
    kind=$(kind_of "$fresh")
    case $fresh in *-3.1.xml) kind=$kind-3.1 ;; esac
    after=$(valid "$fresh" "$kind")
    printf '%-60s %-16s %-15s %-16s %s\n' "$(basename "$fresh")" "$kind" - "$after" -
    if [ "$after" = no ]; then
        failed=1
        cat "$work/said"
    fi
done
exit $failed

#!/bin/sh
# Imports a large corpus of CVE records into an empty store, side by side with the floor: one process that decompresses
# the same file and parses each document, keeping nothing. Does so with a tenth of the documents first, so that growth
# can be judged. Prints documents per second, their ratio, memory and size on disk; asserts nothing.
#
#   bench/import.sh [DOCUMENTS]       350000 unless said
#
#   RECORDS=FILE.tar.zst              the records to repeat (../shared/data/cve5/vulnrichment.tar.zst)
#   STORE=DIR                         keep the large store there, for bench/serve.sh; it must not exist yet
#   NOROSHI=PROGRAM                   measure this program instead of building one
#   TMPDIR=DIR                        where the corpus and the stores are made; about 2 GB for 350000 documents
set -eu
cd "$(dirname "$0")/.."
records=${RECORDS:-../shared/data/cve5/vulnrichment.tar.zst}
many=${1:-350000}
store=${STORE:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

for program in zstd /usr/bin/time; do
    command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done
[ -f "$records" ] || { echo "$records is not here" >&2; exit 2; }
[ -z "$store" ] || [ ! -e "$store" ] || { echo "$store is there already" >&2; exit 2; }

built=${CARGO_TARGET_DIR:-target}/release
cargo build --quiet --release --offline -p noroshi-app --example corpus --example floor
if [ -z "${NOROSHI:-}" ]; then
    cargo build --quiet --release --offline -p noroshi
    NOROSHI=$built/noroshi
fi

# Runs a command under time(1): its output in $work/out, its figures in $work/time.
timed() {
    /usr/bin/time -v -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; exit 1; }
}
figure() { sed -n "s/^\t*$1: //p" "$work/time"; }
resident() { figure 'Maximum resident set size (kbytes)' | awk '{ printf "%.0f", $1 / 1024 }'; }
seconds() { figure 'Elapsed (wall clock) time (h:mm:ss or m:ss)' | awk -F: '{ for (i = 1; i <= NF; i++) s = s * 60 + $i; print s }'; }
cpu() { awk -F': ' '/(User|System) time/ { s += $2 } END { print s }' "$work/time"; }
megabytes() { du -sk "$1" | awk '{ printf "%.0f", $1 / 1024 }'; }

# One corpus of $1 documents: the floor, then the import into the store $2.
measure() {
    zstd -dcq --long=27 "$records" | "$built/examples/corpus" "$1" | zstd -q -3 >"$work/corpus.tar.zst"

    timed "$built/examples/floor" "$work/corpus.tar.zst"
    floor=$(seconds)
    read -r documents bytes _ <"$work/out"
    echo "$documents documents, $((bytes / 1048576)) MB of text, $(megabytes "$work/corpus.tar.zst") MB compressed"
    row floor "$documents" "$floor" "$floor" "$(cpu)" "$(resident)" -

    timed "$NOROSHI" --data "$2" --lang en --offline --no-progress import "$work/corpus.tar.zst"
    row import "$documents" "$(seconds)" "$floor" "$(cpu)" "$(resident)" "$(megabytes "$2")"
    sed 's/^/    /' "$work/out" "$work/err"
    rm "$work/corpus.tar.zst"
}

row() {
    awk -v name="$1" -v n="$2" -v s="$3" -v floor="$4" -v cpu="$5" -v memory="$6" -v disk="$7" 'BEGIN {
        printf "  %-7s %7.1f s  %8.1f s of processors  %7.0f documents/s  %5.2f of the floor  %5s MB resident  %6s MB on disk\n",
            name, s, cpu, n / s, floor / s, memory, disk
    }'
}

measure $((many / 10)) "$work/tenth"
rm -rf "$work/tenth"
measure "$many" "${store:-$work/whole}"

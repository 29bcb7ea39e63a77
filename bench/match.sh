#!/bin/sh
# Matches lists of 1000 components, side by side with sbom-cve-check over the same records and the same lists in the same
# run: cold start to finished table, memory, and the findings of both, each difference in a class. The records are NVD's
# and the CVE list's, one file each, which the other program takes for its databases as they are; no source is asked
# anything. `usual` is a list as container images have it; `hard` is half old kernels, browsers and operating systems with
# hundreds of vulnerabilities each. Prints a table; ends with 1 where a difference falls into no class.
#
#   bench/match.sh [RUNS]       10 unless said; the hard list three times, and once by the other program
#
#   STORE=DIR                   measure the cold start over this store, too (bench/import.sh leaves one behind); it is
#                               written to: the match index stands beside it
#   NOROSHI=PROGRAM             measure this program instead of building one
#   DATA=DIR                    the folder of real data (../shared/data)
#   RECORDS=DIR                 keep the records there, or take them from there if they are there already
#   TMPDIR=DIR                  where records, stores and lists are made; about 1.5 GB
#
# Needs pip's network for sbom-cve-check, and git and zstd.
set -eu
cd "$(dirname "$0")/.."
runs=${1:-10}
data=${DATA:-../shared/data}
work=$(mktemp -d)
records=${RECORDS:-$work/records}
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

for program in zstd git python3 /usr/bin/time; do
    command -v "$program" >/dev/null || { echo "$program is missing" >&2; exit 2; }
done
[ -d "$data/nvd" ] || { echo "$data is not here" >&2; exit 2; }
if [ -z "${NOROSHI:-}" ]; then
    cargo build --quiet --release --offline -p noroshi
    NOROSHI=${CARGO_TARGET_DIR:-target}/release/noroshi
fi
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check sbom-cve-check==1.3.5 ||
    { echo "sbom-cve-check could not be fetched" >&2; exit 2; }

[ -d "$records" ] || python3 -B bench/match/data.py "$data" "$records"
python3 -B bench/match/sbom.py "$data" "$records" "$work"

# The command's seconds, kilobytes and seconds of processors, as one line in $work/time.
timed() { /usr/bin/time -f '%e %M %U %S' -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }; }
timed_ours() { timed "$NOROSHI" --data "$store" --lang en --offline --no-progress --quiet match "$@"; }
timed_theirs() {
    timed "$work/python/bin/sbom-cve-check" --ignore-default-config --offline-mode --disable-auto-updates \
        --add-db cve-db-nvd-fkie "$records/nvd" id=nvd --add-db cve-db-cvelist "$records/cvelist" id=cvelist \
        --sbom-path "$1" --export-type csv --export-path "$2"
}
# $1 times the rest: the middle of the milliseconds, the largest memory in MB, the mean of a processor's milliseconds.
middle() {
    many=$1; shift
    i=0; while [ $i -lt "$many" ]; do "$@"; cat "$work/time"; i=$((i + 1)); done | sort -n | awk '
        { s[NR] = $1; if ($2 > m) m = $2; core += $3 + $4 }
        END { printf "%.0f %.0f %.0f", 500 * (s[int((NR + 1) / 2)] + s[int(NR / 2) + 1]), m / 1024, 1000 * core / NR }'
}

store=$work/store
rm -f "$records"/*/.sbom-cve-check-cache-index.json
timed "$NOROSHI" --data "$store" --lang en --offline --no-progress --quiet import "$records/nvd" "$records/cvelist/cves"
echo "import: $(awk '{ printf "%.1f s, %.0f MB resident", $1, $2 / 1024 }' "$work/time")"
printf '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"none such"}]}' >"$work/one.cdx.json"
timed_ours "$work/one.cdx.json"
echo "first run, which builds the index: $(awk '{ printf "%.1f s, %.0f MB resident", $1, $2 / 1024 }' "$work/time"), $(du -sk "$store/match" | awk '{ printf "%.0f", $1 / 1024 }') MB on disk"
timed_theirs "$work/usual.spdx.json" "$work/first.csv"
echo "sbom-cve-check, first run, which builds its index: $(awk '{ printf "%.1f s, %.0f MB resident", $1, $2 / 1024 }' "$work/time")"
echo "one component: $(middle "$runs" timed_ours "$work/one.cdx.json" | awk '{ printf "%d ms, %d MB, %d ms of processors", $1, $2, $3 }')"

code=0
for list in usual hard; do
    mine=$runs its=$runs
    [ "$list" = usual ] || { mine=3; its=1; }
    a=$(middle "$mine" timed_ours "$work/$list.cdx.json")
    same=$(middle "$mine" timed_ours "$work/$list.spdx.json")
    b=$(middle "$its" timed_theirs "$work/$list.spdx.json" "$work/$list.csv")
    timed_ours "$work/$list.cdx.json" --all --format json
    mv "$work/out" "$work/$list.json"
    echo "$list $a $same $b" | awk '{
        printf "\n%s: noroshi %d ms, %d MB, %d ms of processors (from SPDX %d ms)\n", $1, $2, $3, $4, $5
        printf "%s: sbom-cve-check %d ms, %d MB, %d ms of processors: %.1f times the time, %.2f of the memory, %.1f times the processors\n\n",
            $1, $8, $9, $10, $8 / $2, $9 / $3, $10 / $4 }'
    "$work/python/bin/python" -B bench/match/compare.py "$records" "$work/$list.cdx.json" "$work/$list.json" "$work/$list.csv" || code=1
done

if [ -n "${STORE:-}" ]; then
    store=$STORE
    timed_ours "$work/one.cdx.json"
    for list in usual hard; do
        mine=$runs
        [ "$list" = usual ] || mine=3
        middle "$mine" timed_ours "$work/$list.cdx.json" | awk -v name="$list" '{ printf "%s over the other store: %d ms, %d MB, %d ms of processors\n", name, $1, $2, $3 }'
    done
fi
exit $code

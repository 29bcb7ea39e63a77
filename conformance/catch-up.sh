#!/bin/bash
# An instance that was away for weeks catches up with another one over its own API, is killed and started again on the way, and
# must end with the same ledger. Prints time, changes per second, memory of both sides and bytes on the wire, beside the floor:
# reading the same bytes over the same way and doing nothing with them.
#
# Usage: conformance/catch-up.sh DATA [NOROSHI]     DATA is the folder that holds cve5
#   CHANGES=1000000   how many changes it missed
#   KILLS=10          how often it is killed
#   CORPUS=PROGRAM    the example `corpus` of noroshi-app, which is built where it is not named
#   TMPDIR            where both stores and the files are: about 5 kB for each change
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(cd "${1:?the folder of real data}" && pwd)
noroshi=$(realpath "${2:-target/release/noroshi}")
changes=${CHANGES:-1000000}
kills=${KILLS:-10}
before=$((changes / 20))
corpus=${CORPUS:-}
if [ -z "$corpus" ]; then
    (cd "$root" && cargo build --quiet --release --locked -p noroshi-app --example corpus)
    corpus=${CARGO_TARGET_DIR:-$root/target}/release/examples/corpus
fi
work=$(mktemp -d)
. "$root/conformance/equal/common.sh"
trap 'end; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
peak() { awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$1/status"; }
now() { date +%s.%N; }
since() { python3 -c "print(f'{$(now) - $1:.1f}')"; }
records() { zstd -dcq --long=27 "$data/cve5/vulnrichment.tar.zst" | "$corpus" "$1"; }
take() { records "$1" | zstd -q -3 >"$work/corpus.tar.zst"; import "$work/corpus.tar.zst"; rm "$work/corpus.tar.zst"; }

take "$before"
serve a
count "$address" "$work/bytes"
a=$address
settings own noroshi "$a"
sync own own noroshi >"$work/report"
echo "before: $(rows "$a") rows on both sides"
end
# Weeks later: records that are new, and later words on all those that are known already.
began=$(now)
take "$changes"
records "$before" | python3 -c '
import sys, tarfile, io, json
source, target = tarfile.open(fileobj=sys.stdin.buffer, mode="r|"), tarfile.open(fileobj=sys.stdout.buffer, mode="w|")
for entry in source:
    record = json.load(source.extractfile(entry))
    record["cveMetadata"]["dateUpdated"] = "2026-11-01T00:00:00.000Z"
    text = json.dumps(record, ensure_ascii=False).encode()
    entry.size = len(text)
    target.addfile(entry, io.BytesIO(text))
target.close()' >"$work/later.tar"
import "$work/later.tar"
rm "$work/later.tar"
serve a
leader=${servers[-1]}
count "$address" "$work/bytes"
a=$address
settings own noroshi "$a"
missed=$(($(rows "$a") - before))
echo "the other one took $missed changes meanwhile, in $(since "$began") s: $(du -sm "$work/a" | cut -f1) MB"

# Reading alone: every part after the other, thrown away.
began=$(now)
floor=$(python3 "$root/conformance/equal/read.py" "$a" "$before")
spent=$(since "$began")
echo "floor: $(awk -v b="$floor" 'BEGIN { printf "%.1f", b / 1e6 }') MB packed, sent and read in $spent s: $(awk -v n="$missed" -v s="$spent" 'BEGIN { printf "%.0f", n / s }') changes/s"
start=$(said "$work/bytes")

began=$(now)
killed=0
highest=0
here() { python3 - "$work/own" <<'PYTHON'
import glob, sqlite3, sys
for file in glob.glob(sys.argv[1] + "/*.sqlite*") + glob.glob(sys.argv[1] + "/*.db"):
    if not file.endswith(("-wal", "-shm")):
        print(sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute("SELECT coalesce(max(sequence), 0) FROM revisions").fetchone()[0])
PYTHON
}
follow own own
while kill -0 "$follower" 2>/dev/null; do
    sleep 0.2
    memory=$(peak "$follower" 2>/dev/null || echo 0)
    [ "${memory:-0}" -gt "$highest" ] && highest=$memory
    if [ "$killed" -lt "$kills" ] && [ "$(here)" -ge $((before + missed * (killed + 1) / (kills + 1))) ]; then
        kill -9 "$follower" && wait "$follower" 2>/dev/null || :
        killed=$((killed + 1))
        end_lease own
        follow own own
    fi
done
wait "$follower" || { cat "$work/report"; exit 1; }
spent=$(since "$began")
wire=$(($(said "$work/bytes") - start))
awk -v n="$missed" -v s="$spent" -v k="$killed" -v w="$wire" -v m="$highest" -v l="$(peak "$leader")" 'BEGIN {
    printf "caught up with %d changes in %.1f s, killed %d times: %.0f changes/s, %.1f MB on the wire (%.0f bytes each)\n", n, s, k, n / s, w / 1e6, w / n
    printf "peak memory: %d MB who follows, %d MB who is followed\n", m, l }'
[ "$killed" = "$kills" ] || echo "it was through before it was killed $kills times"

begin=$(said "$work/bytes")
sync own own noroshi >"$work/report"
quiet=$(($(said "$work/bytes") - begin))
echo "nothing new: $quiet bytes"
[ "$quiet" -lt 10000 ]
serve own
if [ "$(chain "$a")" = "$(chain "$address")" ] && [ "$(sum a)" = "$(sum own)" ]; then
    echo "equal: $(rows "$address") rows with the same hashes, and the same projections; $(du -sm "$work/own" | cut -f1) MB"
else
    echo "NOT EQUAL: $(chain "$a"), $(chain "$address")"
    exit 1
fi

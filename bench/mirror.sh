#!/bin/bash
# A full mirror of one instance by another over loopback: through the own API and through NVD's door, each beside its floor, which
# is to have the same bytes made, sent and unpacked, and to do nothing with them. Prints records per second, memory and bytes;
# asserts nothing. NVD itself allows 50 requests of 2,000 records in 30 seconds: 3,333 a second.
#
#   bench/mirror.sh [DATA] [NOROSHI]     DATA is the folder of real data (../shared/data)
#
#   FEEDS="nvd/feed-2.0-2024-05 nvd/feed-2.0-2026"     what is mirrored
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(cd "${1:-$root/../shared/data}" && pwd)
noroshi=$(realpath "${2:-${CARGO_TARGET_DIR:-$root/target}/release/noroshi}")
work=$(mktemp -d)
. "$root/conformance/equal/common.sh"
trap 'end; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
seconds() { awk -F: '/Elapsed/ { s = 0; for (i = NF - 2; i <= NF; i++) if ($i ~ /^[ 0-9.]+$/) s = s * 60 + $i; print s }' "$work/time"; }
resident() { awk -F': ' '/Maximum resident/ { printf "%.0f", $2 / 1024 }' "$work/time"; }
timed() { /usr/bin/time -v -o "$work/time" "$@" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; exit 1; }; }
rate() { awk -v n="$1" -v s="$2" 'BEGIN { printf "%.1f s, %.0f a second", s, n / s }'; }
megabytes() { awk -v b="$1" 'BEGIN { printf "%.1f MB", b / 1e6 }'; }

for feed in ${FEEDS:-nvd/feed-2.0-2024-05 nvd/feed-2.0-2026}; do import "$data/$feed"; done
serve a
leader=${servers[-1]}
a=$address
rows=$(rows "$a")
cves=$(curl -fsS "$a/rest/json/cves/2.0?resultsPerPage=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["totalResults"])')
echo "$rows rows of the ledger, $cves CVEs of NVD; load of the machine before: $(cut -d' ' -f1-3 /proc/loadavg)"

timed python3 "$root/conformance/equal/read.py" "$a"
echo "own API, floor: $(rate "$rows" "$(seconds)"), $(megabytes "$(cat "$work/out")")"
settings own noroshi "$a"
timed "$noroshi" --quiet --no-progress --lang en --config "$work/own.toml" --data "$work/own" sync noroshi
echo "own API, mirrored: $(rate "$rows" "$(seconds)"), $(resident) MB resident"

feeds="$(seq 2002 "$(date +%Y)") modified"
floor() { for year in $feeds; do curl -fsS "$a/feeds/json/cve/2.0/nvdcve-2.0-$year.json.gz" 2>/dev/null | tee >(wc -c >>"$work/sizes") | gunzip; done | wc -c; }
export -f floor
# The feeds are made when they are first asked for; that is part of it.
began=$(date +%s.%N)
floor >/dev/null
spent=$(python3 -c "import time; print(time.time() - $began)")
echo "NVD's feeds, floor: $(rate "$cves" "$spent"), $(megabytes "$(awk '{ s += $1 } END { print s }' "$work/sizes")")"
began=$(date +%s.%N)
floor >/dev/null
spent=$(python3 -c "import time; print(time.time() - $began)")
echo "NVD's feeds, floor, made already: $(rate "$cves" "$spent")"
echo any >"$work/no-key"
settings nvd nvd "$a" "key_file = \"$work/no-key\""
timed "$noroshi" --quiet --no-progress --lang en --config "$work/nvd.toml" --data "$work/nvd" sync nvd
echo "NVD's feeds, mirrored: $(rate "$cves" "$(seconds)"), $(resident) MB resident"
began=$(date +%s.%N)
bytes=$(for start in $(seq 0 2000 $((cves - 1))); do curl -fsS "$a/rest/json/cves/2.0?startIndex=$start&resultsPerPage=2000"; done | wc -c)
spent=$(python3 -c "import time; print(time.time() - $began)")
echo "NVD's API, pages of 2,000, read alone: $(rate "$cves" "$spent"), $(megabytes "$bytes")"
echo "who is mirrored: $(awk '/VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$leader/status") MB resident at most"

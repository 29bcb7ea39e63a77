#!/bin/sh
# Asks NVD's door with a client that was written for NVD itself: the Python package `nvdlib`, unmodified, fetched by pip.
# Every parameter that it offers is asked for with values drawn from real NVD files, and each answer is compared with one
# worked out in Python from the same files. Prints a table; ends with 1 where an answer differs.
# Then a second instance fetches from the first as it would from NVD, and every document of both must be the same bytes.
#
# Usage: conformance/nvd.sh [NOROSHI]
set -eu
cd "$(dirname "$0")/.."
noroshi=$(realpath "${1:-target/release/noroshi}")
data=../shared/data/nvd
if [ ! -d "$data" ]; then
    echo "skipped: $data is not here"
    exit 0
fi
work=$(mktemp -d)
trap 'kill ${server:-} ${second:-} 2>/dev/null || true; rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check nvdlib==0.9.0

mkdir "$work/files"
for name in modified/nvdcve-modified.2024-05-10 modified/nvdcve-2.0-modified.2026-03-15 feed-2.0-2026/nvdcve-2.0-2006.2026-07-15; do
    zstd --quiet -d --long=27 "$data/$name.json.zst" -o "$work/files/$(basename "$name").json"
done
for page in "$data"/api-pages/cpe/*/*.json "$data"/api-pages/cpematch/*/*.json; do
    cp "$page" "$work/files/$(echo "${page#"$data"/}" | tr / -)"
done

# There is no recorded page of the sources.
cat >"$work/files/source.json" <<'JSON'
{"resultsPerPage":2,"startIndex":0,"totalResults":2,"format":"NVD_SOURCE","version":"2.0","timestamp":"2026-01-01T00:00:00.000","sources":[
{"name":"Hill","contactEmail":"cna@example.org","sourceIdentifiers":["cna@example.org","hill"],"lastModified":"2025-01-01T00:00:00.000","created":"2024-01-01T00:00:00.000"},
{"name":"Sea","contactEmail":"sea@example.org","sourceIdentifiers":["sea@example.org"],"lastModified":"2025-06-01T00:00:00.000","created":"2024-01-02T00:00:00.000"}]}
JSON

"$noroshi" import --quiet --no-progress --data "$work/store" "$work"/files/*.json >"$work/import"
"$noroshi" serve --data "$work/store" --no-sync --listen 127.0.0.1:0 >"$work/address" 2>"$work/talk" &
server=$!
for _ in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.1; done
"$work/python/bin/python" conformance/nvd/ask.py "$(head -n 1 "$work/address")" "$work/files"

# No key is needed; with one the client of NVD makes shorter pauses.
echo any >"$work/key"
cat >"$work/mirror.toml" <<TOML
[source.nvd]
mirror = "$(head -n 1 "$work/address")"
key_file = "$work/key"
TOML
"$noroshi" sync --quiet --no-progress --config "$work/mirror.toml" --data "$work/other" nvd
"$noroshi" serve --data "$work/other" --no-sync --listen 127.0.0.1:0 >"$work/mirror" 2>>"$work/talk" &
second=$!
for _ in $(seq 100); do [ -s "$work/mirror" ] && break; sleep 0.1; done
"$work/python/bin/python" conformance/nvd/same.py "$(head -n 1 "$work/address")" "$(head -n 1 "$work/mirror")"

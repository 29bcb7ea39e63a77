#!/bin/sh
# Asks every address of the API what its OpenAPI document allows, and what it does not: the Python program
# `schemathesis`, unmodified, fetched by pip, over the built-in sample on loopback. Every answer must be one that the
# document describes, in status, media type, headers and shape; nothing may fail, what is wrong must be refused.
# Ends with 1 where an answer is otherwise.
#
# Usage: conformance/schemathesis.sh [NOROSHI] [EXAMPLES OF EACH ADDRESS]
set -eu
cd "$(dirname "$0")/.."
noroshi=$(realpath "${1:-target/release/noroshi}")
many=${2:-20}
work=$(mktemp -d)
trap 'kill ${server:-} 2>/dev/null || true; rm -rf "$work"' EXIT

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check schemathesis==4.32.5

"$noroshi" serve --demo --no-sync --listen 127.0.0.1:0 >"$work/address" 2>"$work/talk" &
server=$!
for _ in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.1; done
address=$(head -n 1 "$work/address")
config=$(realpath conformance/schemathesis.toml)
cd "$work"
"$work/python/bin/st" --config-file "$config" run "${address}api.json" --url "$address" --max-examples "$many" \
    --continue-on-failure

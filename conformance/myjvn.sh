#!/bin/bash
# Fills a server from JVN's documents and asks it as strangers would: a client written from the public tables of parameters
# compares its counts with its own reading of the documents; xmllint holds the operator's schemas against every answer;
# feedparser reads the overviews and the static feeds.
#
# myjvn.sh DATA NOROSHI
#
# Needs xmllint (Debian: libxml2-utils), python3 with venv, and pip's index for feedparser and jsonschema.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
data=$(cd "$1/jvn" && pwd)
noroshi=$2
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

. "$root/conformance/jvn-schemas.sh"

# Some of the files are no documents of JVN (schemas, forms that are not read): the import says so and ends with another
# status than 0.
"$noroshi" --data "$work/store" import "$data" >"$work/import" 2>&1 || true
grep -q '^entries ' "$work/import" || { cat "$work/import"; exit 1; }
"$noroshi" --data "$work/store" serve --no-sync --listen 127.0.0.1:0 >"$work/address" 2>"$work/talk" &
server=$!
for _ in $(seq 200); do [ -s "$work/address" ] && break; sleep 0.1; done
address=$(head -n 1 "$work/address")
address=${address%/}

python3 "$root/conformance/myjvn/client.py" "$address" "$data" "$work/answers"

# What the schemas do not allow and is answered all the same, with the reason. Nothing else may be invalid.
excused() { # file
    case $(cat "${1%.xml}.request") in
        *vulnId=JVNDB-1999-999999*) echo 'a document without entries, which clients expect where none is found' ;;
        method=getAlertList*)
            # Said of products in alerts, and nothing else.
            if ! grep 'validity error' "$work/said" | grep -qv "element cpe: .*The attribute '\(version\|vendor\)' is required"
            then echo 'alerts name products without the attributes of mod_sec, as the operator writes them'; fi ;;
        method=getNothing | feed=hnd) echo 'no method in the Status, where the request names none that there is' ;;
    esac
}
invalid=0 held=0
for answer in "$work"/answers/*.xml; do
    held=$((held + 1))
    [ "$(valid "$answer" "$(kind_of "$answer")")" = no ] || continue
    why=$(excused "$answer")
    if [ -z "$why" ]; then
        invalid=$((invalid + 1))
        echo "invalid: $(cat "${answer%.xml}.request")"
        head -n 3 "$work/said"
    else
        echo "invalid, as it has to be: $why"
    fi
done
echo "$held answers in XML, $invalid invalid"

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.12 jsonschema==4.25.1 referencing==0.37.0
"$work/python/bin/python" "$root/conformance/myjvn/feeds.py" "$address" "$work"
for feed in "$work"/feeds/*.rdf; do
    [ "$(valid "$feed" "$(kind_of "$feed")")" != no ] || { invalid=$((invalid + 1)); echo "invalid: $feed"; head -n 3 "$work/said"; }
done
echo "$(ls "$work"/feeds | wc -l) static feeds held against the schemas"
"$work/python/bin/python" "$root/conformance/myjvn/schemas.py" "$address" "$data" "$work/answers"
[ "$invalid" = 0 ]

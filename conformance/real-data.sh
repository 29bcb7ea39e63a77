#!/bin/sh
# Imports all the real data with one command, then again, then in reverse order into another store.
# Holds: every entry in is a record, a note or a refusal; the known numbers of CVEs are there; the
# second time adds no revision; neither the order of arrival nor the engine changes anything; a rebuild
# changes nothing; a move into a database and from there into another file changes nothing; the pages, documents and
# feeds of both engines are the same (conformance/same_pages.py); and the ledger's chain and digests are whole.
#
# The reverse order goes into a PostgreSQL database, and so does the move: a private one is started. What is asked most of
# it must find its way by an index (conformance/plans.py).
#
# Usage: conformance/real-data.sh DATA [NOROSHI]     DATA is the folder that holds nvd, cve5, jvn, …
set -eu
data=${1:?the folder of real data}
noroshi=${2:-target/release/noroshi}
work=$(mktemp -d)
chmod 755 "$work"
cluster=$(dirname "$0")/cluster.sh
trap '"$cluster" stop "$work/cluster" || :; rm -rf "$work"' EXIT
"$cluster" start "$work/cluster" fsync=off >/dev/null
database() { "$cluster" database "$work/cluster" "$1"; }

forth="$data/nvd/feed-2.0-2024-05 $data/nvd/feed-2.0-2026 $data/nvd/modified $data/nvd/feed-1.1 $data/cve5 $data/jvn $data/kev $data/epss $data/osv"
back="$data/osv $data/epss $data/kev $data/jvn $data/cve5 $data/nvd/feed-1.1 $data/nvd/modified $data/nvd/feed-2.0-2026 $data/nvd/feed-2.0-2024-05"

# Some of the recorded JVN documents are excerpts that announce more than they hold, and one is
# malformed: the import says so and ends with 6 though it keeps the rest.
import() {
    store=$1 report=$2
    shift 2
    code=0
    "$noroshi" import --quiet --no-progress --data "$work/$store" --format json "$@" >"$work/$report" || code=$?
    [ "$code" = 0 ] || [ "$code" = 6 ]
}
check() { "$noroshi" db check --quiet --no-progress --data "$work/$1" --format json >"$work/$1.check"; }
# As these, with the store in a database.
in_database() {
    NOROSHI_DATABASE=$(cat "$work/$1.address")
    export NOROSHI_DATABASE
    shift
    "$@"
    unset NOROSHI_DATABASE
}
for name in back there; do database "$name" >"$work/$name.address"; done

# The lists of paths are words on purpose.
# shellcheck disable=SC2086
{
    import forth first.json $forth
    import forth again.json $forth
    in_database back import back back.json $back
}
check forth
in_database back check back
cp "$work/forth.check" "$work/built.check"
"$noroshi" db rebuild --quiet --no-progress --data "$work/forth" >/dev/null
check forth
move() {
    "$noroshi" db move --quiet --no-progress --data "$work/$1" --to "$2" --format json >"$work/$3.move"
}
# What is asked most of a database finds its way by an index.
"$(dirname "$0")/plans.py" "$work/cluster" back "$noroshi" "$data/kev" "$data/nvd/modified" >"$work/plans" ||
    { cat "$work/plans"; exit 1; }
move forth "$(cat "$work/there.address")" there
in_database there move there "$work/again" again
check again
# And whoever asks sees no difference.
"$(dirname "$0")/same_pages.py" "$work/forth" "$(cat "$work/there.address")" "$noroshi" 30

python3 - "$work" <<'PYTHON'
import json, pathlib, sqlite3, sys

work = pathlib.Path(sys.argv[1])
first, again, back = (json.loads((work / f"{name}.json").read_text()) for name in ("first", "again", "back"))
built, rebuilt, other, moved = (
    json.loads((work / f"{name}.check").read_text()) for name in ("built", "forth", "back", "again")
)
moves = [json.loads((work / f"{name}.move").read_text()) for name in ("there", "again")]
wrong = []


def hold(what, expected, found):
    print(f"{'ok ' if expected == found else 'NOT'} {what}: {found}" + ("" if expected == found else f", expected {expected}"))
    if expected != found:
        wrong.append(what)


for report, name in ((first, "first"), (again, "again"), (back, "reverse")):
    files = report["files"] + [report["total"]]
    unequal = [f["address"] for f in files if f["entries"] != f["records"] + f["noted"] + f["refused"]]
    hold(f"{name}: entries = records + notes + refusals in each of {len(files)} lines", [], unequal)
hold("again: new revisions", 0, again["total"]["new"] + again["total"]["changed"])
store = sqlite3.connect(f"file:{work}/forth/noroshi.db?mode=ro", uri=True)
count = lambda where: store.execute(f"SELECT count(DISTINCT name) FROM keys WHERE {where}").fetchone()[0]
hold("distinct CVEs in NVD 2.0 form", 94_735, count("source = 'nvd' AND namespace = 'cve'"))
hold("with the 1.1 feeds", 139_807, count("source = 'nvd' AND namespace IN ('cve', 'cve-1.1')"))
richment = [f["records"] for f in first["files"] if f["address"].endswith("vulnrichment.tar.zst")]
hold("vulnrichment records", [37_453], richment)
entries = [f["records"] for f in first["files"] if f["format"] == "osv"]
hold("OSV entries of Go, RustSec and GitHub", [3_066, 1_206, 16], entries)
entries = [f["records"] for f in first["files"] if f["format"] == "osv-yaml"]
hold("OSV entries in YAML, of PyPA and two chosen ones", [2_661, 2], entries)
hold("ledger and documents are whole", [True] * 4, [c["clean"] for c in (built, rebuilt, other, moved)])
hold("moved into a database, and on into a file: equal", [True, True], [move["equal"] for move in moves])
hold("moved into a database, and on into a file: the last link", moves[0]["from"]["link"], moves[1]["to"]["link"])
for name, digest in built["projections"].items():
    hold(f"reverse order into a database, same {name}", digest, other["projections"][name])
    hold(f"rebuilt, same {name}", digest, rebuilt["projections"][name])
    hold(f"moved on, same {name}", digest, moved["projections"][name])
sys.exit(1 if wrong else 0)
PYTHON

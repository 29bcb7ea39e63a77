#!/bin/sh
# Two nodes, a primary and its replica, each in a network namespace of its own on this machine, and what goes wrong
# among them: the writing process is killed in mid-import, or stopped for longer than its lease; its link is cut and
# healed; a node that asks a source is killed; the database is restarted; the replica takes the primary's place; the
# database is slow, full, read-only, or a version too new. After each: nothing is lost, nothing stands there twice, the
# ledger's chain and the documents are whole, the projections are those of an undisturbed import, the other node went on
# within the lease's time, and what the program said is clear. Prints a table; ends with 1 where something is wrong.
#
# Usage: conformance/nodes/run.sh DATA [NOROSHI] [SCENARIO...]     DATA is the folder of real data that holds cve5, nvd
# With FULL=1: 50 kills, and everything else as often as it takes. SEED=N chooses the same moments again.
# Needs root, iproute2, zstd and PostgreSQL's programs. No packet leaves the namespaces.
set -eu
data=${1:?the folder of real data}
noroshi=${2:-target/release/noroshi}
[ $# -lt 2 ] || shift
shift
[ -d "$data/cve5" ] && [ -d "$data/nvd" ] || { echo "$data is not the folder of real data" >&2; exit 2; }
for tool in ip zstd setpriv python3; do
    command -v "$tool" >/dev/null || { echo "$tool is missing: install iproute2, zstd, util-linux, python3" >&2; exit 2; }
done
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || { echo "PostgreSQL is not installed" >&2; exit 2; }
probe=noroshi-probe-$$
if ! ip netns add "$probe" 2>/dev/null; then
    echo "skipped: network namespaces cannot be made here (they need root)"
    [ -z "${NOROSHI_NO_SKIPS:-}" ] || exit 1
    exit 0
fi
ip netns del "$probe"
case $noroshi in /*) ;; *) noroshi=$PWD/$noroshi ;; esac
exec python3 -B "$(dirname "$0")/main.py" "$data" "$noroshi" "$@"

# What the scripts about several instances share; to be read by them. Wants: $noroshi, $work.
servers=()
run() { "$noroshi" --quiet --no-progress --lang en "$@"; }
# Some recorded documents are excerpts or forms that are not read: the import says so and ends with 6.
import() { run --data "$work/a" import "$@" >>"$work/import" || [ $? = 6 ]; }
# Serves a store; its address is in $address.
serve() { # store, arguments
    : >"$work/address"
    "$noroshi" --lang en --data "$work/$1" "${@:2}" serve --no-sync --listen 127.0.0.1:0 >"$work/address" 2>>"$work/talk" &
    servers+=($!)
    for _ in $(seq 600); do [ -s "$work/address" ] && break; sleep 0.1; done
    address=$(head -n 1 "$work/address")
    address=${address%/}
}
# Lets what is said to an address be counted; the address to use is in $address.
count() { # address, file
    : >"$work/relay"
    python3 "$root/conformance/equal/relay.py" "${1##*:}" "$2" >"$work/relay" &
    servers+=($!)
    for _ in $(seq 100); do [ -s "$work/relay" ] && break; sleep 0.1; done
    address=$(head -n 1 "$work/relay")
}
# Bytes said in both directions so far.
said() { sleep 0.5; awk '{ printf "%.0f", $1 + $2 }' "$1"; }
settings() { # file, source, address, more lines
    printf '[source.%s]\nmirror = "%s"\ninterval = 0.001\n%s\n' "$2" "$3" "${4:-}" >"$work/$1.toml"
}
sync() { run --config "$work/$1.toml" --data "$work/$2" sync "$3" --format json; }
# Begins to follow, as a process of its own that can be killed: $follower.
follow() { # settings, store
    "$noroshi" --quiet --no-progress --lang en --config "$work/$1.toml" --data "$work/$2" sync noroshi >"$work/report" 2>&1 &
    follower=$!
}
# The lease of one that was killed runs out by itself within a minute, which is not waited for.
end_lease() {
    python3 - "$work/$1" <<'PYTHON'
import glob, sqlite3, sys
for file in glob.glob(sys.argv[1] + "/*.sqlite*") + glob.glob(sys.argv[1] + "/*.db"):
    if not file.endswith(("-wal", "-shm")):
        with sqlite3.connect(file, timeout=30) as store:
            store.execute("UPDATE leases SET until = 0")
PYTHON
}
# What a store comes to: nothing wrong with it, its projections, and the last hash of its ledger.
sum() { # store
    run --data "$work/$1" db check --format json | python3 -c '
import json, sys
found = json.load(sys.stdin)
assert found["clean"], found
print(json.dumps(found["projections"], sort_keys=True))'
}
chain() { # address
    curl -fsS "$1/changes.json?after=$(rows "$1")" | python3 -c 'import json, sys; d = json.load(sys.stdin); print(d["sequence"], d["link"])'
}
rows() { curl -fsS "$1/changes.json?after=0&limit=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["sequence"])'; }
end() { kill "${servers[@]}" 2>/dev/null || :; wait "${servers[@]}" 2>/dev/null || :; servers=(); }

#!/bin/bash
# Asks both doors under load, each kind of request side by side with the floor: nginx handing out a file as large as the
# answers are on average. Prints requests per second, latencies, sizes and memory; asserts nothing.
#
#   bench/doors.sh DIR                the folder of a store with documents of NVD (2.0) and JVN
#
#   CONNECTIONS=32 SECONDS_EACH=10    the load
#   NOROSHI=PROGRAM                   measure this program instead of building one
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
store=$(cd "${1:?the folder of a store}" && pwd)
connections=${CONNECTIONS:-32}
seconds=${SECONDS_EACH:-10}
noroshi=${NOROSHI:-}
if [ -z "$noroshi" ]; then
    (cd "$root" && cargo build --quiet --release --locked)
    noroshi=$root/target/release/noroshi
fi
work=$(mktemp -d)
trap 'kill "${server:-}" "${nginx:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
"$noroshi" --data "$store" serve --listen 127.0.0.1:0 --no-sync >"$work/address" 2>"$work/talk" &
server=$!
for _ in $(seq 100); do [ -s "$work/address" ] && break; sleep 0.1; done
address=$(head -n 1 "$work/address")
address=${address%/}
resident() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$server/status"; }
peak() { awk '/^VmHWM/ { printf "%d", $2 / 1024 }' "/proc/$server/status"; }

first() { # NAME PATH: the first question at a door reads all its documents
    printf '%-42s %s s, then %s MB resident\n' "first question, $1" \
        "$(curl -s -o /dev/null -w '%{time_total}' "$address$2")" "$(resident)"
}
echo "idle: $(resident) MB"
first "NVD's door" "/rest/json/cves/2.0?resultsPerPage=1"
first "MyJVN's door" "/myjvn?method=getVulnOverviewList&feed=hnd&rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n&maxCountItem=1"

# Questions out of what the store holds: identifiers, names of products with a version, words of descriptions and titles.
python3 - "$address" "$work" <<'PYTHON'
import json, re, sys, urllib.parse, urllib.request
import xml.etree.ElementTree as xml
address, work = sys.argv[1:]
def ask(path):
    with urllib.request.urlopen(address + path) as answer:
        return answer.read()
quote = urllib.parse.quote
total = json.loads(ask("/rest/json/cves/2.0?resultsPerPage=1"))["totalResults"]
ids, names, words, phrases = [], set(), set(), set()
for start in range(0, total, max(1, total // 12)):
    page = json.loads(ask(f"/rest/json/cves/2.0?resultsPerPage=400&startIndex={start}"))
    for entry in page["vulnerabilities"]:
        cve = entry["cve"]
        ids.append(cve["id"])
        text = cve["descriptions"][0]["value"]
        words.update(re.findall(r"[A-Za-z]{5,14}", text))
        phrases.update(re.findall(r"[A-Za-z]{4,14} [A-Za-z]{4,14}", text)[:2])
        for configuration in cve.get("configurations", []):
            for node in configuration["nodes"]:
                for match in node["cpeMatch"][:1]:
                    part, vendor, product, version = match["criteria"].split(":")[2:6]
                    names.add((part, vendor, product))
words = sorted(words)
names = sorted(names)
def write(name, paths):
    with open(f"{work}/{name}", "w") as file:
        file.write("\n".join(paths) + "\n")
nvd = "/rest/json/cves/2.0?"
write("id", [f"{nvd}cveId={i}" for i in ids])
write("page", [f"{nvd}resultsPerPage=2000&startIndex={s}" for s in range(0, total, 2000)])
write("keyword", [f"{nvd}keywordSearch={w}&resultsPerPage=20" for w in words])
write("phrase", [f"{nvd}keywordSearch={quote(p)}&keywordExactMatch&resultsPerPage=20" for p in sorted(phrases)])
write("virtual", [f"{nvd}virtualMatchString=" + quote(":".join(["cpe:2.3", *n]), safe=":")
    + f"&versionStart={i % 9}.0&versionStartType=including&versionEnd={i % 9 + 3}.0&versionEndType=excluding&resultsPerPage=20"
    for i, n in enumerate(names)])
never = "rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n"
jvn = f"/myjvn?feed=hnd&{never}&method="
items, cpes, titles = [], set(), set()
start = 1
while start < 3000:
    page = xml.fromstring(ask(f"{jvn}getVulnOverviewList&startItem={start}&maxCountItem=50"))
    found = page.findall("{http://purl.org/rss/1.0/}item")
    if not found:
        break
    for item in found:
        items.append(item.findtext("{http://jvn.jp/rss/mod_sec/3.0/}identifier"))
        titles.update(re.findall(r"[ァ-ヶー]{4,8}|[一-龠]{2,4}", item.findtext("{http://purl.org/rss/1.0/}title") or ""))
        for cpe in item.findall("{http://jvn.jp/rss/mod_sec/3.0/}cpe"):
            cpes.add(cpe.text)
    start += 50
write("cpename", [f"{jvn}getVulnOverviewList&cpeName={quote(c)}" for c in sorted(filter(None, cpes))])
write("jvnword", [f"{jvn}getVulnOverviewList&keyword={quote(w)}" for w in sorted(titles)])
write("detail", [f"/myjvn?feed=hnd&method=getVulnDetailInfo&vulnId={i}" for i in items if i])
for name in ("id", "page", "keyword", "phrase", "virtual", "cpename", "jvnword", "detail"):
    print(f"{sum(1 for _ in open(f'{work}/{name}'))} different questions: {name}", file=sys.stderr)
PYTHON

# The floor. Its files lie in memory, or as good as.
mkdir "$work/static" "$work/nginx"
static=127.0.0.1:$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/nginx.conf" <<NGINX
daemon off; worker_processes 2; pid $work/nginx/pid; error_log $work/nginx/error;
events { worker_connections 1024; }
http {
    access_log off; sendfile on; keepalive_requests 10000000; default_type application/json;
    client_body_temp_path $work/nginx/a; proxy_temp_path $work/nginx/b; fastcgi_temp_path $work/nginx/c;
    uwsgi_temp_path $work/nginx/d; scgi_temp_path $work/nginx/e;
    server { listen $static; root $work/static; }
}
NGINX
chmod 755 "$work" "$work/static"
nginx -p "$work" -c "$work/nginx.conf" 2>>"$work/talk" &
nginx=$!

printf '%-42s %9s %8s %9s %9s %9s %10s %7s\n' "$connections connections, $seconds s each" "per s" "of floor" P50 P95 P99 "KB each" errors
load() { # SERVER FILE: requests per second, P50, P95, P99, errors
    wrk -t2 -c"$connections" -d"${seconds}s" -s "$root/bench/serve.lua" "$1" -- list "$2" | awk '/^figures/'
}
print() { # NAME BYTES FLOOR FIGURES…
    echo "${@:4}" | awk -v n="$1" -v b="$2" -v f="$3" '{ printf "%-42s %9.0f %8.4f %6.2f ms %6.2f ms %6.2f ms %10.1f %7d\n", n, $2, $2 / f, $3, $4, $5, b / 1024, $6 }'
}
measure() { # NAME FILE
    local paths bytes floor
    paths=$(shuf -n 40 --random-source=<(yes) "$work/$2")
    bytes=$(for path in $paths; do curl -s -o /dev/null -w '%{size_download}\n' "$address$path"; done | awk '{ s += $1 } END { printf "%d", s / NR }')
    # What is handed out is what the door said, so that it is neither easier nor harder to send.
    { for path in $paths; do curl -s "$address$path" || :; done } | head -c "$bytes" >"$work/static/$2" || :
    echo "/$2" >"$work/floor"
    floor=$(load "http://$static" "$work/floor")
    print "  static file" "$bytes" "$(echo "$floor" | cut -d' ' -f2)" "$floor"
    print "$1" "$bytes" "$(echo "$floor" | cut -d' ' -f2)" "$(load "$address" "$work/$2")"
}
measure "cves by cveId" id
measure "cves, keywordSearch" keyword
measure "cves, keywordExactMatch of two words" phrase
measure "cves, virtualMatchString with versions" virtual
before=$(resident)
measure "cves, pages of 2,000" page
echo "resident before and after the pages: $before and $(resident) MB, peak $(peak) MB"
measure "getVulnDetailInfo" detail
measure "getVulnOverviewList by cpeName" cpename
measure "getVulnOverviewList by keyword" jvnword
echo "resident after everything: $(resident) MB, peak $(peak) MB"

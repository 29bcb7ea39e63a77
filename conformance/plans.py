#!/usr/bin/env python3
"""Which plans the server really makes for what is asked most.

Serves a store in a database of a private cluster (conformance/cluster.sh), asks for pages, searches and an import of
what is there already, has the server write down the plan of every statement, and prints the most frequent ones. Ends with
1 where one of the twenty hottest reads a large table from end to end.

Usage: conformance/plans.py CLUSTER DATABASE NOROSHI [FILE ...]     FILE: what is imported once more
"""

import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

HOTTEST = 20
# A table of fewer rows is read faster than its index.
LARGE = 5_000


def main() -> int:
    cluster, database, noroshi, *files = sys.argv[1:]
    tell = lambda sql: subprocess.run(
        ["psql", "-X", "-q", "-A", "-t", "-h", cluster, "-U", "noroshi", "-d", database, "-c", sql],
        check=True, capture_output=True, text=True,
    ).stdout.split("\n")[:-1]
    tell("ANALYZE")
    sizes = dict(line.split("|") for line in tell("SELECT relname, CAST(reltuples AS BIGINT) FROM pg_class WHERE relkind = 'r'"))
    large = {name for name, rows in sizes.items() if int(rows) >= LARGE}
    log = pathlib.Path(cluster, "log")
    begin = log.stat().st_size
    for setting in (
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_level = log",
    ):
        tell(f"ALTER DATABASE {database} SET {setting}")
    try:
        load(cluster, database, noroshi, files, tell)
    finally:
        for setting in ("session_preload_libraries", "auto_explain.log_min_duration", "auto_explain.log_level"):
            tell(f"ALTER DATABASE {database} RESET {setting}")
    with log.open(errors="replace") as lines:
        lines.seek(begin)
        return judge(lines.read(), large, sizes)


def load(cluster, database, noroshi, files, tell):
    """Pages by identifier, searches, lists, feeds, and an import that changes nothing."""
    address = f"postgresql://noroshi@{urllib.parse.quote(cluster, safe='')}/{database}"
    names = tell("SELECT name FROM vulnerabilities WHERE members > 0 ORDER BY id * 7919 % 99991 LIMIT 150")
    words = tell("SELECT DISTINCT beginning FROM words WHERE length(beginning) BETWEEN 4 AND 9 LIMIT 60")
    with tempfile.TemporaryDirectory() as folder:
        program = [noroshi, "--database", address, "--data", folder, "--lang", "en", "--offline"]
        for file in files:
            subprocess.run([*program, "--quiet", "--no-progress", "import", file], check=False, capture_output=True)
        server = subprocess.Popen(
            [*program, "serve", "--no-sync", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        base = server.stdout.readline().strip().rstrip("/")
        paths = [f"/v/{urllib.parse.quote(name)}" for name in names]
        paths += [f"/v/{urllib.parse.quote(name)}/history" for name in names[:20]]
        paths += [f"/search?q={urllib.parse.quote(word)}" for word in words]
        paths += [f"/search?q={urllib.parse.quote(' '.join(pair))}" for pair in zip(words, words[1:])]
        paths += ["/", "/sources", "/products", "/search.atom?q=exploited:yes", "/vrda/feed/ja/atom.xml"] * 5
        for path in paths:
            try:
                urllib.request.urlopen(base + path, timeout=120).read()
            except urllib.error.HTTPError:
                pass
        # Looking after itself: leases, heartbeat, what is behind.
        time.sleep(12)
        server.terminate()
        server.wait()


def judge(log: str, large: set, sizes: dict) -> int:
    entries = re.findall(r"duration: [\d.]+ ms  plan:\n\tQuery Text: (.*?)\n\t(\S.*?)(?=\n\S|\Z)", log, re.S)
    asked = collections.Counter()
    scans = collections.defaultdict(set)
    for text, plan in entries:
        question = re.sub(r"\s+", " ", text).strip()
        # Bulk on its way into its tables, and cursors over everything, read everything on purpose.
        if re.match(r"(FETCH|CLOSE|INSERT|COPY|DECLARE|UPDATE|DELETE|TRUNCATE)\b", question, re.I):
            continue
        if re.search(r"pg_class|FROM words WHERE length|99991", question):
            continue
        asked[question] += 1
        for table in re.findall(r"Seq Scan on (\w+)", plan):
            if table in large:
                scans[question].add(table)
    wrong = 0
    print(f"{sum(asked.values())} statements, {len(asked)} different; tables of {LARGE:,} rows and more: "
          + ", ".join(f"{name} {int(sizes[name]):,}" for name in sorted(large)))
    for question, times in asked.most_common(HOTTEST):
        bad = scans[question]
        wrong += bool(bad)
        print(f"{'NOT' if bad else 'ok '} {times:6} {question[:110]}" + (f" reads all of {', '.join(bad)}" if bad else ""))
    for question, tables in scans.items():
        if question not in dict(asked.most_common(HOTTEST)):
            print(f"    {asked[question]:6} {question[:110]} reads all of {', '.join(tables)} (not among the hottest)")
    if len(asked) < HOTTEST:
        print(f"only {len(asked)} different statements were asked")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Walks the pages, documents and feeds of two servers that stand on the same ledger, each on an engine of its own, and
compares what they answer byte for byte: status, type and body, in Japanese and in English. Follows the links of what it
has read, a few hundred of each kind. What may differ is named below and nothing else.

Usage: conformance/same_pages.py FOLDER ADDRESS [NOROSHI] [OF_EACH_KIND]
FOLDER holds an embedded store, ADDRESS names the database that it was moved to. Ends with 1 where an answer differs.
"""

import collections
import http.client
import re
import subprocess
import sys
import tempfile
import urllib.parse

# Words of both languages, an identifier, an operator of the query language, nothing found, a malformed question.
QUESTIONS = [
    "openssl", "apache http server", "クロスサイトスクリプティング", "三菱電機", "log4j 遠隔", "JVNDB-2021-005429", "CVE-2021-44228",
    "kev:true", "cvss>=9.8 wordpress", "cwe:CWE-79", "vendor:microsoft", "source:jvn", "epss>0.9", "nosuchwordanywhere", "cvss>=", '"',
]
SEEDS = (
    ["/", "/sources", "/products", "/help", "/match", "/sources.json", "/help.json", "/products.json", "/vrda/feed/ja/atom.xml",
     "/vrda/feed/en/atom.xml", "/v/CVE-0000-0000", "/nowhere"]
    + [f"/search{form}?q={urllib.parse.quote(asked)}" for asked in QUESTIONS for form in ("", ".json", ".csv", ".atom")]
)  # fmt: skip
LINK = re.compile(r"""(?:href|src|rdf:resource)="([^"]+)"|"(?:url|href|link|next|page|json|original)":"((?:/|http)[^"]+)\"""")
# What may differ: where a process listens, the nonce and the moment of an answer; and only who works on a database has nodes
# beside it.
EITHER = [
    (re.compile(r"127\.0\.0\.1(:|%3A)\d+"), "127.0.0.1"),
    (re.compile(r'nonce(-|=")[\w+/=-]+'), "nonce"),
    (re.compile(r'"now":"[^"]+"'), "now"),
    (re.compile(r'"nodes":\[.*?\],"holds"', re.DOTALL), "nodes"),
    (re.compile(r'<h2 id="nodes".*?(?=</main>)', re.DOTALL), ""),
    (re.compile(r"\s+"), " "),
]


# The page of the API links examples of the doors. What those answer is held against what the sources gave by scripts of their
# own; each answer says its own moment, and a bundle says its digest.
DOORS = ("/bundle", "/rest/", "/feeds/", "/myjvn", "/cvesearch", "/ja/rss/", "/en/rss/", "/ja/feed/", "/en/feed/")


class Server:
    """One process of `noroshi serve`, and what it answers."""

    def __init__(self, noroshi, *store):
        self.talk = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [noroshi, "--offline", "--lang", "en", *store, "serve", "--no-sync", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=self.talk, text=True,
        )  # fmt: skip
        self.base = self.process.stdout.readline().strip().rstrip("/")
        if not self.base:
            self.talk.seek(0)
            sys.exit(f"no server: {self.talk.read().decode()}")
        self.wire = http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=120)

    def get(self, path, language):
        self.wire.request("GET", path, headers={"Accept-Language": language})
        answer = self.wire.getresponse()
        return answer.status, answer.getheader("content-type"), answer.getheader("location"), answer.read()

    def close(self):
        self.process.terminate()
        self.process.wait()


def plain(answer):
    status, kind, location, body = answer
    text = body.decode("utf-8", "surrogateescape")
    for pattern, word in EITHER:
        text = pattern.sub(word, text)
    return status, kind, location, text


def kind(path):
    """What a path is one of: /v/CVE-2024-1.json and /v/JVNDB-2024-000001.json are not the same kind."""
    place, _, question = path.partition("?")
    place = re.sub(r"[0-9a-f]{64}", "#", place)
    names = sorted(part.split("=")[0] for part in question.split("&") if part)
    return re.sub(r"\d+", "#", place), tuple(names)


def links(base, path, text):
    for found in LINK.findall(text):
        link = (found[0] or found[1]).replace("&amp;", "&")
        link = urllib.parse.urljoin(base + path, link)
        if link.startswith(base + "/") and not link.removeprefix(base).startswith(DOORS):
            yield urllib.parse.urldefrag(link.removeprefix(base)).url


def first_difference(one, two):
    for number, (a, b) in enumerate(zip(one, two)):
        if a != b:
            if isinstance(a, str) and len(a) > 80:
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                return f"…{a[max(0, at - 60):at + 60]!r} and …{b[max(0, at - 60):at + 60]!r}"
            return f"{a!r} and {b!r}"
    return "length"


def main(folder, address, noroshi="target/release/noroshi", of_each=40):
    one = Server(noroshi, "--database", "", "--data", folder)
    with tempfile.TemporaryDirectory() as node:
        two = Server(noroshi, "--database", address, "--data", node)
        try:
            wrong = walk(one, two, int(of_each))
        finally:
            one.close()
            two.close()
    sys.exit(1 if wrong else 0)


def walk(one, two, of_each):
    waiting = collections.deque(SEEDS)
    seen, kinds, statuses, wrong = set(SEEDS), collections.Counter(kind(seed) for seed in SEEDS), collections.Counter(), 0
    while waiting:
        path = waiting.popleft()
        for language in ("ja", "en"):
            near, far = plain(one.get(path, language)), plain(two.get(path, language))
            statuses[near[0]] += 1
            if near != far:
                wrong += 1
                if wrong <= 20:
                    print(f"NOT {language} {path}: {first_difference(near, far)}")
            if near[0] >= 500:
                wrong += 1
                print(f"NOT {language} {path}: {near[0]}")
        for link in links("http://127.0.0.1", path, near[3]):
            if link not in seen and kinds[kind(link)] < of_each:
                kinds[kind(link)] += 1
                seen.add(link)
                waiting.append(link)
    print(f"{'NOT' if wrong else 'ok '} {len(seen)} addresses of {len(kinds)} kinds in two languages, {wrong} differ; "
          + ", ".join(f"{many} times {status}" for status, many in sorted(statuses.items())))  # fmt: skip
    return wrong


if __name__ == "__main__":
    main(*sys.argv[1:])

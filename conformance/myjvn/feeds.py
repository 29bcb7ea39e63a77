"""Reads the overviews and every static feed with feedparser, and verifies the digests of the list.

feeds.py ADDRESS FOLDER keeps the feeds in FOLDER/feeds.
"""

import hashlib
import json
import os
import sys
import urllib.request

import feedparser

address, folder = sys.argv[1:3]
os.makedirs(f"{folder}/feeds")
failed = 0


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def read(label, body, many=None):
    global failed
    feed = feedparser.parse(body)
    ids = [entry.get("sec_identifier") for entry in feed.entries]
    whole = all(entry.get("title") and entry.get("link") for entry in feed.entries)
    if feed.bozo or not whole or None in ids or (many is not None and many != len(ids)):
        failed += 1
        print(f"feedparser: {label}: {feed.get('bozo_exception')}, {len(ids)} entries, expected {many}")
    return len(ids)


overview = get(f"{address}/myjvn?method=getVulnOverviewList&feed=hnd&rangeDatePublic=n&rangeDatePublished=n&rangeDateFirstPublished=n")
many = read("overview", overview)
years = 0
for language in ("ja", "en"):
    for line in json.loads(get(f"{address}/{language}/feed/checksum.txt")):
        body = get(line["url"])
        if hashlib.sha256(body).hexdigest() != line["sha256"] or len(body) != line["size"]:
            failed += 1
            print(f"the list is wrong about {line['url']}")
        if "/rss/" in line["url"]:
            found = read(line["url"], body)
            years += found if "/years/" in line["url"] and language == "ja" else 0
        with open(f"{folder}/feeds/{language}-{line['filename']}", "wb") as kept:
            kept.write(body)
if years != many:
    failed += 1
    print(f"the years hold {years} entries and the overview {many}")
print(f"feedparser: {many} entries in the overview, {years} in the years, {failed} faults")
sys.exit(1 if failed else 0)

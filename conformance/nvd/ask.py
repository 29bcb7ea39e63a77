"""Asks the door through nvdlib, and compares with what follows from the files.

Usage: ask.py ADDRESS FOLDER
"""

import collections
import glob
import itertools
import json
import random
import sys
import types
from datetime import timedelta

import nvdlib
import nvdlib.get
import requests

import cpe
import cves
import others

NVD = "https://services.nvd.nist.gov"
address, folder = sys.argv[1].rstrip("/"), sys.argv[2]
chance = random.Random(5)
table = collections.OrderedDict()
differences = []
session = requests.Session()


def here(link, **arguments):
    """nvdlib holds NVD's address as a constant: its requests are sent here instead."""
    assert link.startswith(NVD)
    return session.get(address + link[len(NVD):], **arguments)


# The client itself is as it was published; it need not be slow.
nvdlib.get.requests = types.SimpleNamespace(get=here, HTTPError=requests.HTTPError, Response=requests.Response)
nvdlib.get.time = types.SimpleNamespace(sleep=lambda seconds: None)
EASY = {"key": "anything", "delay": 1.0, "asDict": True}


def count(name, asked, found, expected, show):
    if name not in table:
        print(name, file=sys.stderr, flush=True)
    row = table.setdefault(name, [0, 0, 0])
    row[0] += 1
    row[1] += len(expected)
    if found != expected:
        row[2] += 1
        missing = [show(e) for e in expected if e not in found][:5]
        more = [show(f) for f in found if f not in expected][:5]
        differences.append(f"{name}: {asked}: {len(found)} for {len(expected)}; missing {missing}, more {more}")


def refused(name, call, **asked):
    row = table.setdefault(name, [0, 0, 0])
    row[0] += 1
    try:
        call(**asked, **EASY)
    except requests.HTTPError as error:
        if error.response.status_code == 404 and not error.response.content and error.response.headers["message"]:
            return
        differences.append(f"{name}: {asked}: {error}")
    else:
        differences.append(f"{name}: {asked}: not refused")
    row[2] += 1


def load(pattern):
    for path in sorted(glob.glob(f"{folder}/{pattern}")):
        with open(path, encoding="utf-8") as file:
            yield json.load(file)


pages = [page for page in load("*.json") if page["format"] == "NVD_CVE"]
entries = cves.current(pages)
by_id = {cve["id"]: cve for cve in entries}


def ask(name, expected, **asked):
    """Asks for CVEs; both ways of the client must give the entries for which `expected` holds, in order."""
    wanted = [cve for cve in entries if expected(cve)]
    found = nvdlib.searchCVE(**asked, **EASY)
    count(name, asked, found, wanted, lambda cve: cve["id"])
    if chance.random() < 0.05:
        found = list(nvdlib.searchCVE_V2(**asked, **EASY))
        count(name + " (generator)", asked, found, wanted, lambda cve: cve["id"])


def period(values, days):
    """A random period that begins near one of these instants."""
    start = chance.choice(values) - timedelta(minutes=chance.randrange(3))
    return start, start + timedelta(days=chance.choice(days))


def dated(name, start, end, member):
    values = [cves.instant(cve[member]) for cve in entries if member in cve]
    for _ in range(25):
        low, high = period(values, [0.001, 1, 30, 120])
        ask(f"{start}, {end}", lambda cve: member in cve and low <= cves.instant(cve[member]) <= high, **{start: low, end: high})
    high = low + timedelta(days=120, seconds=1)
    refused(f"{start}, {end}", nvdlib.searchCVE, **{start: low, end: high})
    refused(f"{start}, {end}", nvdlib.searchCVE, **{start: low})


print(f"{len(entries)} CVEs")
ask("(none)", lambda cve: True)
for cve in chance.sample(entries, 100):
    ask("cveId", lambda other: other is cve, cveId=cve["id"])
ask("cveId", lambda cve: False, cveId="CVE-2099-99999")
refused("cveId", nvdlib.searchCVE, cveId="CVE-1")
for size in (1, 10, 100):
    ids = [cve["id"] for cve in chance.sample(entries, size)]
    ask("cveIds", lambda cve: cve["id"] in ids, cveIds=",".join(ids))
refused("cveIds", nvdlib.searchCVE, cveIds=",".join(cve["id"] for cve in entries[:101]))
for tag in ("disputed", "unsupported-when-assigned", "exclusively-hosted-service"):
    ask("cveTag", lambda cve: cves.has_tag(cve, tag), cveTag=tag)
for version, words in ((2, "LOW MEDIUM HIGH"), (3, "LOW MEDIUM HIGH CRITICAL"), (4, "LOW MEDIUM HIGH CRITICAL")):
    for word in words.split():
        ask(f"cvssV{version}Severity", lambda cve: cves.has_severity(cve, version, word), **{f"cvssV{version}Severity": word})
    vectors = sorted({m["cvssData"]["vectorString"] for cve in entries for m in cves.metrics(cve, version)})
    for vector in chance.sample(vectors, min(40, len(vectors))):
        parts = [p for p in vector.split("/") if not p.startswith("CVSS:")]
        few = chance.sample(parts, chance.randrange(1, min(6, len(parts))))
        for asked in (vector, "/".join(few)):
            ask(f"cvssV{version}Metrics", lambda cve: cves.has_metrics(cve, version, asked), **{f"cvssV{version}Metrics": asked})
    refused(f"cvssV{version}Metrics", nvdlib.searchCVE, **{f"cvssV{version}Metrics": "AV:"})
refused("cvssV2Severity", nvdlib.searchCVE, cvssV2Severity="LOW", cvssV3Severity="LOW")
refused("cvssV3Metrics", nvdlib.searchCVE, cvssV3Metrics="AV:N", cvssV4Metrics="AV:N")
weaknesses = sorted({d["value"] for cve in entries for w in cve.get("weaknesses", []) for d in w["description"]})
for weakness in chance.sample(weaknesses, 30) + ["NVD-CWE-Other", "NVD-CWE-noinfo"]:
    ask("cweId", lambda cve: cves.has_weakness(cve, weakness), cweId=weakness)
ask("hasCertAlerts", lambda cve: cves.has_reference(cve, cves.is_alert), hasCertAlerts=True)
ask("hasCertNotes", lambda cve: cves.has_reference(cve, cves.is_note), hasCertNotes=True)
ask("hasOval", lambda cve: cves.has_reference(cve, cves.is_oval), hasOval=True)
ask("hasKev", lambda cve: "cisaExploitAdd" in cve, hasKev=True)
ask("noRejected", lambda cve: cve["vulnStatus"] != "Rejected", noRejected=True)
dated("pub", "pubStartDate", "pubEndDate", "published")
dated("lastMod", "lastModStartDate", "lastModEndDate", "lastModified")
dated("kev", "kevStartDate", "kevEndDate", "cisaExploitAdd")
for source in sorted({cve["sourceIdentifier"] for cve in entries})[:40] + ["cve@mitre.org"]:
    ask("sourceIdentifier", lambda cve: cve["sourceIdentifier"] == source, sourceIdentifier=source)

sayable = [t for cve in entries for t in cves.english(cve) if t.isascii()]
letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"
for _ in range(60):
    text = [word for word in chance.choice(sayable).split() if all(c in letters for c in word)]
    if not text:
        continue
    few = [word[:chance.randrange(1, len(word) + 1)] for word in chance.sample(text, min(chance.randrange(1, 4), len(text)))]
    asked = " ".join(few)
    ask("keywordSearch", lambda cve: cves.has_words(cve, asked), keywordSearch=asked)
    words = chance.choice(sayable).split()
    at = chance.randrange(len(words))
    asked = " ".join(itertools.takewhile(lambda word: all(c in letters for c in word), words[at:at + chance.randrange(1, 4)]))
    if asked:
        ask("keywordExactMatch", lambda cve: cves.has_phrase(cve, asked), keywordSearch=asked, keywordExactMatch=True)

criteria = [c for cve in entries for c in cves.criteria(cve)]
ranged = [c for c in criteria if any(cves.cpe.limits(c)[at][0] for at in (0, 1))]


def versions_of(criterion):
    low, high = cpe.limits(criterion)
    return [limit for limit, _ in (low, high) if limit is not None]


def escaped(version):
    return "".join(c if c.isalnum() or c in "._-" else "\\" + c for c in version)


nothing = (None, False)
for _ in range(80):
    values = list(cpe.name(chance.choice(criteria)["criteria"]))
    if values[cpe.VERSION] == "*":
        values[cpe.VERSION] = chance.choice(["1.0", "-", "2.6.20"])
    for vulnerable in (False, True):
        asked = "cpe:2.3:" + ":".join(values)
        extra = {"isVulnerable": True} if vulnerable else {}
        ask("isVulnerable" if vulnerable else "cpeName",
            lambda cve: cves.has_product(cve, tuple(values), vulnerable), cpeName=asked, **extra)
    criterion = chance.choice(ranged)
    values = list(cpe.name(criterion["criteria"]))
    values[cpe.VERSION] = escaped(chance.choice(versions_of(criterion)))
    asked = "cpe:2.3:" + ":".join(values[:chance.choice([4, 11])])
    ask("cpeName", lambda cve: cves.has_product(cve, cpe.name(asked)), cpeName=asked)
    values = list(cpe.name(chance.choice(criteria)["criteria"]))
    asked = "cpe:2.3:" + ":".join(values[:chance.choice([2, 3, 4, 5, 11])])
    ask("virtualMatchString", lambda cve: cves.has_match(cve, cpe.name(asked), nothing, nothing), virtualMatchString=asked)
    criterion = chance.choice(ranged)
    values = list(cpe.name(criterion["criteria"]))[:3]
    asked = "cpe:2.3:" + ":".join(values)
    one = chance.choice(versions_of(criterion))
    other = chance.choice(versions_of(chance.choice(ranged)) + [one])
    start = (one, chance.random() < 0.5) if chance.random() < 0.7 else nothing
    end = (other, chance.random() < 0.5) if start == nothing or chance.random() < 0.6 else nothing
    extra = {}
    for name, (version, included) in (("versionStart", start), ("versionEnd", end)):
        if version is not None:
            extra[name], extra[name + "Type"] = version, "including" if included else "excluding"
    if not any(version and cpe.order(version, "0") is None for version, _ in (start, end)):
        ask("versionStart, versionEnd", lambda cve: cves.has_match(cve, cpe.name(asked), start, end), virtualMatchString=asked, **extra)
ask("virtualMatchString", lambda cve: cves.has_match(cve, cpe.name("cpe:2.3:*:*:*:*:*:*:de"), nothing, nothing),
    virtualMatchString="cpe:2.3:*:*:*:*:*:*:de")
refused("cpeName", nvdlib.searchCVE, cpeName="cpe:2.3:a:vendor:product")
refused("isVulnerable", nvdlib.searchCVE, cpeName="cpe:2.3:a:b:c:1", isVulnerable=True, virtualMatchString="cpe:2.3:a:b")
found = nvdlib.searchCVE(limit=7, **EASY)
count("limit", {}, found, entries[:7], lambda cve: cve["id"])



def other(name, call, wanted, show, **asked):
    """Asks one of the other services."""
    count(name, asked, call(**asked, **EASY), wanted, show)


names = others.current(load("*.json"), "products", "cpe", lambda item: item["cpeNameId"])
matches = others.current(load("*.json"), "matchStrings", "matchString", lambda item: item["matchCriteriaId"])
speakers = others.current(load("*.json"), "sources", None, lambda item: item["sourceIdentifiers"][0])
print(f"{len(names)} CPE names, {len(matches)} match criteria, {len(speakers)} sources", file=sys.stderr)
for call, kind, all_of, show in (
    (nvdlib.searchCPE, "searchCPE", names, lambda item: item["cpeName"]),
    (nvdlib.searchCPEmatch, "searchCPEmatch", matches, lambda item: item["criteria"]),
    (nvdlib.searchSource, "searchSource", speakers, lambda item: item["name"]),
):
    other(kind, call, all_of, show)
    other(f"{kind} limit", call, all_of[:1], show, limit=1)
    for item in all_of[:10]:
        start = cves.instant(item["lastModified"]) - timedelta(hours=2)
        end = start + timedelta(days=chance.choice([1, 120]))
        wanted = [i for i in all_of if start <= cves.instant(i["lastModified"]) <= end]
        other(f"{kind} lastMod", call, wanted, show, lastModStartDate=start, lastModEndDate=end)
    refused(f"{kind} lastMod", call, lastModStartDate=start)
for item in names:
    show = lambda item: item["cpeName"]
    other("searchCPE cpeNameId", nvdlib.searchCPE, [item], show, cpeNameId=item["cpeNameId"])
    asked = ":".join(item["cpeName"].split(":")[:chance.choice([4, 5, 6])])
    wanted = [i for i in names if all(cpe.covers(a, b) for a, b in zip(cpe.name(asked), cpe.name(i["cpeName"])))]
    other("searchCPE cpeMatchString", nvdlib.searchCPE, wanted, show, cpeMatchString=asked)
    words = chance.choice(item["titles"])["title"].split()[:2]
    if all(c in letters for word in words for c in word):
        for exact in (False, True):
            wanted = [i for i in names if others.has_words(i, words, exact)]
            extra = {"keywordExactMatch": True} if exact else {}
            other("searchCPE keyword", nvdlib.searchCPE, wanted, show, keywordSearch=" ".join(words), **extra)
for item in matches:
    show = lambda item: item["criteria"]
    other("searchCPEmatch matchCriteriaId", nvdlib.searchCPEmatch, [item], show, matchCriteriaId=item["matchCriteriaId"])
    asked = ":".join(item["criteria"].split(":")[:chance.choice([4, 5])])
    wanted = [i for i in matches if cpe.meets(i, cpe.name(asked))]
    other("searchCPEmatch matchStringSearch", nvdlib.searchCPEmatch, wanted, show, matchStringSearch=asked)
    ids = {match["cpeNameId"] for match in item.get("matches", [])}
    wanted = [i for i in names if i["cpeNameId"] in ids]
    other("searchCPE matchCriteriaId", nvdlib.searchCPE, wanted, lambda item: item["cpeName"], matchCriteriaId=item["matchCriteriaId"])
for cve in chance.sample(entries, 20):
    ids = {c["matchCriteriaId"] for c in cves.criteria(cve)}
    wanted = [i for i in matches if i["matchCriteriaId"] in ids]
    other("searchCPEmatch cveId", nvdlib.searchCPEmatch, wanted, lambda item: item["criteria"], cveId=cve["id"])
for item in speakers:
    for identifier in item["sourceIdentifiers"]:
        other("searchSource sourceIdentifier", nvdlib.searchSource, [item], lambda item: item["name"], sourceIdentifier=identifier)


def told(changes):
    return [(c["cveId"], c["eventName"], cves.instant(c["created"])) for c in changes]


def history(name, wanted, **asked):
    found = told(nvdlib.searchCVEHistory(**asked, **EASY))
    count(f"searchCVEHistory {name}", asked, found, wanted, str)


events = others.events(pages)
history("(none)", events)
history("limit", events[:3], limit=3)
for event in sorted({event for _, event, _ in events}):
    history("eventName", [e for e in events if e[1] == event], eventName=event)
for known in chance.sample(events, 20):
    history("cveId", [e for e in events if e[0] == known[0]], cveId=known[0])
    start = known[2] - timedelta(minutes=1)
    end = start + timedelta(days=chance.choice([1, 120]))
    history("changeDate", [e for e in events if start <= e[2] <= end], changeStartDate=start, changeEndDate=end)
refused("searchCVEHistory changeDate", nvdlib.searchCVEHistory, changeStartDate=start)

print(f"{'parameter':<34}{'requests':>9}{'results':>10}{'differ':>8}")
for name, (requested, results, differ) in table.items():
    print(f"{name:<34}{requested:>9}{results:>10}{differ:>8}")
for difference in differences[:40]:
    print(difference)
sys.exit(1 if differences else 0)

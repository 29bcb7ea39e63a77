"""What the CVE service should answer, worked out from the files."""

import functools
import re
import unicodedata
from datetime import datetime, timezone
from urllib.parse import urlsplit

import cpe

DASHES = {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc"}


@functools.cache
def instant(text):
    text = text.replace("Z", "+00:00")
    text = re.sub(r"(\.\d{1,6})\d*", r"\1", text)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def current(pages):
    """The current entry of each CVE: the last changed, of those the one in the later file. By publication, then number."""
    best = {}
    for page in pages:
        made = instant(page["timestamp"])
        for item in page["vulnerabilities"]:
            cve = item["cve"]
            placed = (instant(cve["lastModified"]), made)
            if cve["id"] not in best or best[cve["id"]][0] < placed:
                best[cve["id"]] = (placed, cve)
    def place(cve):
        _, year, serial = cve["id"].split("-")
        return instant(cve["published"]), int(year), int(serial)
    return sorted((cve for _, cve in best.values()), key=place)


@functools.cache
def fold(text):
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).translate(DASHES).lower()


def english(cve):
    return [d["value"] for d in cve["descriptions"] if d["lang"] == "en" or d["lang"].startswith("en-")]


def words_in(text, words):
    """Whether each word stands at the beginning of a word of the text."""
    return all(re.search((r"(?<![^\W_])" if word[0].isalnum() else "") + re.escape(word), text) for word in words)


def has_words(cve, asked):
    return any(words_in(fold(text), fold(asked).split()) for text in english(cve))


def has_phrase(cve, asked):
    asked = " ".join(fold(asked).split())
    pattern = (r"(?<![^\W_])" if asked[0].isalnum() else "") + re.escape(asked) + (r"(?![^\W_])" if asked[-1].isalnum() else "")
    return any(re.search(pattern, " ".join(fold(text).split())) for text in english(cve))


def metrics(cve, version):
    names = {2: ["cvssMetricV2"], 3: ["cvssMetricV30", "cvssMetricV31"], 4: ["cvssMetricV40"]}[version]
    return [metric for name in names for metric in cve.get("metrics", {}).get(name, [])]


def has_severity(cve, version, word):
    return any((m["cvssData"].get("baseSeverity") or m.get("baseSeverity")) == word for m in metrics(cve, version))


def has_metrics(cve, version, asked):
    def parts(vector):
        return {p for p in vector.split("/") if not p.startswith("CVSS:")}
    return any(parts(asked) <= parts(m["cvssData"]["vectorString"]) for m in metrics(cve, version))


def has_weakness(cve, asked):
    return any(d["value"].upper() == asked.upper() for w in cve.get("weaknesses", []) for d in w["description"])


def has_tag(cve, asked):
    return any(asked in tags.get("tags", []) for tags in cve.get("cveTags", []))


def has_reference(cve, test):
    return any(test(urlsplit(r["url"])) for r in cve["references"])


def on(url, *domains):
    host = (url.hostname or "").lower()
    return any(host == d or host.endswith("." + d) for d in domains)


def is_alert(url):
    rest = url.path + ("?" + url.query if url.query else "") + ("#" + url.fragment if url.fragment else "")
    return on(url, "us-cert.gov", "cisa.gov") and re.search(r"(?:^|[/=_])ta\d\d-\d", rest, re.I) is not None


def is_note(url):
    return on(url, "kb.cert.org") and url.path.startswith("/vuls/")


def is_oval(url):
    return on(url, "oval.cisecurity.org", "oval.mitre.org")


def criteria(cve):
    for configuration in cve.get("configurations", []):
        for node in configuration["nodes"]:
            yield from node["cpeMatch"]


def has_product(cve, asked, vulnerable=False):
    return any(cpe.holds(c, asked) for c in criteria(cve) if c["vulnerable"] or not vulnerable)


def has_match(cve, asked, start, end):
    return any(cpe.meets(c, asked, start, end) for c in criteria(cve))

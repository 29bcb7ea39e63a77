"""What the other services should answer, worked out from the files."""

import json
import re

from cves import fold, instant


def current(pages, member, inner, identifier):
    """The entries of pages, each once as it was changed last, in the order of their creation."""
    best = {}
    for page in pages:
        for item in page.get(member, []):
            item = item[inner] if inner else item
            placed = (instant(item["lastModified"]), instant(page["timestamp"]))
            key = identifier(item)
            if key not in best or best[key][0] < placed:
                best[key] = (placed, item)
    return sorted((item for _, item in best.values()), key=lambda item: (instant(item["created"]), identifier(item)))


def has_words(item, words, exact):
    texts = [title["title"] for title in item["titles"]] + [ref["ref"] for ref in item.get("refs", [])]
    wanted = [" ".join(words)] if exact else words
    end = r"(?![^\W_])" if exact else ""
    patterns = [r"(?<![^\W_])" + re.escape(fold(word)) + end for word in wanted]
    return any(all(re.search(pattern, fold(text)) for pattern in patterns) for text in texts)


def events(pages):
    """Identifier, event and date of each change that the files show of a CVE."""
    known = {}
    for page in pages:
        for item in page["vulnerabilities"]:
            cve = item["cve"]
            said = json.dumps({k: v for k, v in cve.items() if k != "lastModified"}, sort_keys=True)
            known.setdefault(cve["id"], {}).setdefault((instant(cve["lastModified"]), instant(page["timestamp"]), said), cve)
    out = []
    for name, revisions in known.items():
        before = None
        for (changed, _, _), cve in sorted(revisions.items(), key=lambda item: item[0]):
            if before is None:
                if instant(cve["published"]) == changed:
                    out.append((name, "New CVE Received", changed))
            elif parts(before) != parts(cve):
                out.append((name, event(before, cve), changed))
            before = cve
    def place(change):
        _, year, serial = change[0].split("-")
        return change[2], int(year), int(serial)
    return sorted(out, key=place)


def parts(cve):
    """What a CVE says by kind; the order of lists does not count."""
    out = {}
    for name, value in cve.items():
        if name in ("id", "lastModified"):
            continue
        if name == "references":
            put(out, "references", sorted(r["url"] for r in value))
            tags = [(r["url"], ", ".join(r.get("tags", [])) or "No Types Assigned") for r in value]
            put(out, "tags", sorted(tags))
        elif name == "descriptions":
            put(out, "english", sorted(d["value"] for d in value if d["lang"] == "en"))
            put(out, "other languages", sorted((d["lang"], d["value"]) for d in value if d["lang"] != "en"))
        elif name == "weaknesses":
            put(out, name, sorted((w["source"], d["value"]) for w in value for d in w["description"]))
        elif name == "cveTags":
            put(out, name, sorted((t.get("sourceIdentifier", ""), tag) for t in value for tag in t["tags"]))
        elif name == "vendorComments":
            put(out, name, [(c["organization"], c["comment"]) for c in value])
        elif name == "metrics":
            for version, metrics in value.items():
                shown = [(m["source"], m.get("cvssData", {}).get("vectorString") or json.dumps(m, sort_keys=True)) for m in metrics]
                put(out, version, shown)
        elif name == "configurations":
            put(out, name, sorted(json.dumps(c, sort_keys=True) for c in value))
        else:
            put(out, name, json.dumps(value, sort_keys=True))
    return out


def put(out, name, value):
    if value:
        out[name] = value


def event(before, after):
    old, new = before["vulnStatus"], after["vulnStatus"]
    if new == "Rejected" and old != "Rejected":
        return "CVE Rejected"
    if old == "Rejected" and new != "Rejected":
        return "CVE Unrejected"
    if new == "Analyzed" and old != "Analyzed":
        return "Modified Analysis" if old == "Modified" else "Initial Analysis"
    one, other = parts(before), parts(after)
    changed = {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)} - {"vulnStatus"}
    if changed:
        if all(name.startswith("cisa") for name in changed):
            return "CVE CISA KEV Update"
        for only, word in (("vendorComments", "Vendor Comment"), ("sourceIdentifier", "CVE Source Update"),
                           ("tags", "Reference Tag Update"), ("other languages", "CVE Translated")):
            if changed == {only}:
                return word
    return "Reanalysis" if old == new == "Analyzed" else "CVE Modified"

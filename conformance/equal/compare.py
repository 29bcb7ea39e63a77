#!/usr/bin/env python3
"""Compares what two instances say of a source: every name and document in the ledger, and current records as they are shown.

compare.py A B SOURCE [MOST]     addresses; of records at most so many, evenly spread

Prints what differs, grouped by what it is. Ends with 1 where anything differs that docs/reference/what-doors-carry.md does not
name, which ALLOWED repeats.
"""

import collections
import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree as xml

a, b, source = sys.argv[1].rstrip("/"), sys.argv[2].rstrip("/"), sys.argv[3]
most = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9

# What says where and when a document came here, and not what the source said.
OF_THE_WAY = {"sequence", "seen", "file", "address", "offset", "first_seen", "arrived", "made", "confirmed"}

# NVD's API 1.1 is another form; its elements are no elements of 2.0.
NOT_CARRIED = {"nvd-1.1"}
# What a door cannot carry.
ALLOWED = {
    "nvd": [
        # Only the current element of each CVE is handed out.
        r"a name of format nvd-2.0 with fewer revisions there",
        r"records differ at \[\]\.(revisions|provenance)",
        r"a (name|last document) of format nvd-1.1 .*",
    ],
    "jvndb": [
        # The elements are written anew: the same, with other white space.
        r"a (last )?document of format (vuldef|jvnrss) that is (not|only) there, the same element",
        # An item is made of an entry that is newer, or where the item never came.
        r"a (last )?document of format jvnrss that is (not|only) there",
        r"a name of format jvnrss that is only there",
        # Lists of vendors and products are made anew from what is held.
        r"a (name|document|last document) of format myjvn-list .*",
        r"a name of format \S+ with fewer revisions there",
        r"records differ at \[\]\.(revisions|provenance\.(digest|size))",
    ],
}


def get(base, path):
    with urllib.request.urlopen(base + path, timeout=120) as answer:
        return json.load(answer)


def revisions(base):
    """Names and the documents that arrived under them, oldest first."""
    found = collections.defaultdict(list)
    path = f"/changes.json?source={source}&limit=1000"
    while True:
        page = get(base, path)
        for change in page["changes"]:
            key = (change["namespace"], change["name"], change["format"])
            found[key].append(change["digest"])
        if page["upto"] >= page["sequence"]:
            return found
        path = page["next"]


def records(base, name):
    """What the source says of one vulnerability, without the way it came; by format and title."""
    try:
        page = get(base, "/v/" + urllib.parse.quote(name, safe="") + ".json")
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise
    own = [record for record in page.get("records", []) if record.get("source") == source]
    kept = [strip(record) for record in own if record["provenance"]["digest"] not in not_carried]
    return sorted(kept, key=lambda record: json.dumps(record, sort_keys=True))


def strip(value):
    if isinstance(value, dict):
        return {key: strip(member) for key, member in value.items() if key not in OF_THE_WAY}
    if isinstance(value, list):
        return [strip(item) for item in value]
    return value


def differences(one, other, path=""):
    if type(one) is not type(other):
        yield path
    elif isinstance(one, dict):
        for key in one.keys() | other.keys():
            if one.get(key) != other.get(key):
                yield from differences(one.get(key), other.get(key), f"{path}.{key}")
    elif isinstance(one, list):
        if len(one) != len(other):
            yield f"{path}[]"
        for left, right in zip(one, other):
            yield from differences(left, right, f"{path}[]")
    elif one != other:
        yield path


ours, theirs = revisions(a), revisions(b)
print(f"{source}: {len(ours)} names and {sum(map(len, ours.values()))} revisions here, {len(theirs)} and {sum(map(len, theirs.values()))} there")
# What a form cannot carry has no record on the other side.
not_carried = {digest for key, digests in ours.items() if key[2] in NOT_CARRIED for digest in digests}
kinds = collections.Counter()
examples = {}


def note(kind, example):
    kinds[kind] += 1
    examples.setdefault(kind, example)


def element(base, digest):
    """A document without the white space between its elements; none where it is no XML."""
    with urllib.request.urlopen(f"{base}/original/{digest}", timeout=120) as answer:
        try:
            # Prefixes that are declared around an element are not part of its document.
            text = re.sub(rb"(</?|\s)([A-Za-z]\w*):(?=[A-Za-z])", rb"\1\2_", answer.read())
            return xml.canonicalize(text.decode(), strip_text=True)
        except xml.ParseError:
            return None


def same_element(one, other):
    one, other = element(a, one), element(b, other)
    return one is not None and one == other


for key, documents in ours.items():
    if key not in theirs:
        note(f"a name of format {key[2]} that is not there", key[1])
    # What arrived last need not be what is current: an older file may have come late.
    elif not set(documents) & set(theirs[key]):
        there = theirs[key][-1]
        same = there and any(same_element(document, there) for document in documents if document)
        note(f"a last document of format {key[2]} that is not there" + (", the same element" if same else ""), key[1])
    elif len(documents) > len(theirs[key]):
        note(f"a name of format {key[2]} with fewer revisions there", key[1])
for key in theirs:
    if key not in ours:
        note(f"a name of format {key[2]} that is only there", key[1])
names = sorted({key[1] for key in ours if key[2] not in ("myjvn-list",)})
step = max(1, len(names) // most)
compared = same = 0
for name in names[::step]:
    here, there = records(a, name), records(b, name)
    if here is None or not here:
        continue
    compared += 1
    if here == there:
        same += 1
        continue
    for path in sorted(set(differences(here, there or []))):
        note(f"records differ at {path or 'all of it'}", name)
print(f"{compared} vulnerabilities compared, of {same} every record is the same")
failed = False
for kind, count in sorted(kinds.items()):
    allowed = any(re.fullmatch(pattern, kind) for pattern in ALLOWED.get(source, []))
    failed |= not allowed
    print(f"  {count:7} {kind}, such as {examples[kind]}{'' if allowed else '   NOT ALLOWED'}")
sys.exit(failed)

"""Makes random pairs of CPE names, and compares how they relate with what the package `cpe` says."""

import json
import random
import re
import sys
from collections import Counter

ATTRIBUTES = "part vendor product version update edition language sw_edition target_sw target_hw other".split()
PUNCTUATION = "!\"#$%&'()+,/:;<=>@[]^`{|}~"
WORDS = ["x", "router_os", "http_server", "c\\+\\+", "3com", "a.b-c", "tip\\&tricks", "who\\?", "\\*nix", "back\\\\slash"]
VERSIONS = ["1", "1.0", "1.0.1", "1.0.12", "2.4.1-rc1", "8.0.6001", "12.2\\(33\\)sxh", "v1", "1.1.1", "0.1\\:2"]
LANGUAGES = ["en", "ja", "en-us", "zho", "es-419"]


def word(chance):
    """A value of a few characters, some of them quoted."""
    letters = "ab1._-"
    while True:
        parts = [chance.choice(letters) if chance.random() < 0.75 else "\\" + chance.choice(PUNCTUATION + "*?\\") for _ in range(chance.randint(1, 5))]
        if parts != ["-"]:
            return "".join(parts)


def value(attribute, chance):
    if attribute == "part":
        return chance.choice("aaaoh*")
    roll = chance.random()
    if roll < 0.10:
        return "-"
    if roll < (0.25 if attribute in ("vendor", "product", "version", "update") else 0.75):
        return "*"
    if attribute == "language":
        return chance.choice(LANGUAGES)
    return chance.choice(VERSIONS if attribute == "version" else WORDS) if roll < 0.9 else word(chance)


def characters(value):
    return re.findall(r"\\.|[^\\]", value)


def pattern(value, chance):
    """The value with wildcards in place of characters at one end or both; a piece of it stays."""
    parts = characters(value)
    start = chance.randint(0, len(parts) - 1)
    end = chance.randint(start + 1, len(parts))
    before, after = (
        chance.choice(["*", "?" * max(1, min(4, many + chance.choice([-1, 0, 0, 1])))]) if chance.random() < 0.7 else ""
        for many in (start, len(parts) - end)
    )
    body = "".join(parts[start:end])
    return before + body + after if body != "-" or before or after else "*"


def pair(chance):
    """Two names that have most values in common, or one has a pattern or ANY where the other has a value."""
    source, target = [], []
    for attribute in ATTRIBUTES:
        one = value(attribute, chance)
        other, roll = one, chance.random()
        wild = one not in "*-" and attribute not in ("part", "language")
        if roll < 0.10 and wild:
            one = pattern(one, chance)
        elif roll < 0.13 and wild:
            other = pattern(one, chance)
        elif roll < 0.16 and wild:
            one, other = pattern(one, chance), value(attribute, chance)
        elif roll < 0.24:
            one = "*"
        elif roll < 0.28:
            other = "*"
        elif roll < 0.31:
            other = value(attribute, chance)
        source.append(one)
        target.append(other)
    return source, target


def uri(values, escape=lambda c: f"%{ord(c):02x}"):
    """The same name as a URI."""
    bound = {}
    for attribute, text in zip(ATTRIBUTES, values):
        if text in "*-":
            bound[attribute] = text.strip("*")
            continue
        out = ""
        for part in characters(text):
            out += escape(part[1]) if part[0] == "\\" else {"?": "%01", "*": "%02"}.get(part, part)
        bound[attribute] = out
    packed = [bound[a] for a in ("edition", "sw_edition", "target_sw", "target_hw", "other")]
    edition = "~" + "~".join(packed) if any(packed[1:]) else packed[0]
    order = [bound[a] for a in ("part", "vendor", "product", "version", "update")] + [edition, bound["language"]]
    return "cpe:/" + ":".join(order).rstrip(":")


def wfn(values):
    """The same name as a WFN."""
    out = []
    for attribute, text in zip(ATTRIBUTES, values):
        if text in "*-":
            out.append(f"{attribute}={'ANY' if text == '*' else 'NA'}")
        else:
            quoted = "".join("\\" + c if c in ".-" else c for c in characters(text))
            out.append(f'{attribute}="{quoted}"')
    return "wfn:[" + ", ".join(out) + "]"


def make(many):
    chance = random.Random(1)
    for _ in range(many):
        names = []
        for values in pair(chance):
            roll = chance.random()
            names.append("cpe:2.3:" + ":".join(values) if roll < 0.6 else uri(values) if roll < 0.9 else wfn(values))
        print("\t".join(names))


# What follows knows the standard, too: where the package answers otherwise, the values in which it does are looked at
# one by one, by plain regular expressions, and each must be of one of these kinds.

REASONS = {
    "leading ?": "NISTIR 7696, 6.3: ? at the beginning is a wildcard; the package takes it for a character",
    "quotes": "NISTIR 7696, 6.3: a quoted character is one character; the package counts its quote as well, as 7.3 does",
    "refused =": "NISTIR 7695, 5.3.2: a value may hold a quoted =; the package ends the value there",
    "refused \\": "NISTIR 7695, 6.2.1: a quoted backslash may end a value; the package takes the colon after it for quoted",
    "refused -": "NISTIR 7695, 5.3.2 (6): only a hyphen alone is barred, figure 6-3 allows -*; figure 5-1, and so the package, does not",
    "refused cpe:/": "NISTIR 7695, figure 6-1: the list of components may be empty; the package makes no WFN of it",
}
REFUSALS = {
    "refused cpe:/": re.compile("^cpe:/$"),
    "refused =": re.compile(r"\\=|%3d"),
    "refused \\": re.compile(r"^cpe:2\.3:(.*:)?([^:]*[^:\\])?(\\\\)+(:|$)"),
    "refused -": re.compile(r'(:|~|")(\*|\?+|%02|(%01)+)?\\?-(\*|\?+|%02|(%01)+)(:|~|"|$)'),
}


def expected(one, other):
    """How two values in their WFN form relate, by table 6-2."""
    wild = lambda v: v not in ("ANY", "NA") and any(c in "*?" for c in characters(v))
    if wild(other):
        return "undefined"
    if one == other:
        return "equal"
    if one == "ANY":
        return "superset"
    if other == "ANY":
        return "subset"
    if "NA" in (one, other) or not wild(one):
        return "disjoint"
    single = r"(?:\\.|[^\\])"
    regex = "".join({"*": single + "*", "?": single + "?"}.get(c, re.escape(c)) for c in characters(one))
    return "superset" if re.fullmatch(regex, other, re.S) else "disjoint"


def together(relations):
    """Table 6-4."""
    seen = set(relations) - {"equal"}
    if "disjoint" in seen:
        return "disjoint"
    return "equal" if not seen else seen.pop() if len(seen) == 1 else "undefined"


def read(text):
    from cpe.cpe2_3_fs import CPE2_3_FS
    from cpe.cpe2_3_uri import CPE2_3_URI
    from cpe.cpe2_3_wfn import CPE2_3_WFN

    kind = CPE2_3_WFN if text.startswith("wfn:") else CPE2_3_URI if text.startswith("cpe:/") else CPE2_3_FS
    # The package compares WFNs only.
    return CPE2_3_WFN(kind(text).as_wfn())


def relate(source, target):
    """What the package says: the relation of each attribute, and of the names by table 6-4."""
    from cpe.cpeset2_3 import CPESet2_3 as Set

    words = {
        Set.LOGICAL_VALUE_EQUAL: "equal",
        Set.LOGICAL_VALUE_SUBSET: "subset",
        Set.LOGICAL_VALUE_SUPERSET: "superset",
        Set.LOGICAL_VALUE_DISJOINT: "disjoint",
        Set.LOGICAL_VALUE_UNDEFINED: "undefined",
    }
    values = {name: words[relation] for name, relation in Set.compare_wfns(source, target)}
    return together(values.values()), values


def reason(source, target, values, theirs):
    """Which of the kinds a difference is; nothing where it is none of them."""
    kinds = set()
    for attribute, relation in values.items():
        one, other = source[attribute], target[attribute]
        right = expected(one, other)
        if right == relation:
            continue
        if one.startswith("?"):
            kinds.add("leading ?")
        elif "\\" in one + other:
            kinds.add("quotes")
        else:
            return None
    # The package's answer must follow from nothing but these values.
    if together(values.values()) != theirs:
        return None
    return sorted(kinds)[0] if kinds else None


def right(a, b):
    source, target = of_wfn(a.as_wfn()), of_wfn(b.as_wfn())
    return together(expected(source[name], target[name]) for name in ATTRIBUTES)


def of_wfn(text):
    found = dict.fromkeys(ATTRIBUTES, "ANY")
    for name, logical, string in re.findall(r'(\w+)=(?:(ANY|NA)|"((?:\\.|[^"\\])*)")', text):
        found[name] = logical or string
    return found


def compare(pairs, answers):
    counts, kinds, first, wrong = Counter(), Counter(), {}, []
    for line, answer in zip(open(pairs, encoding="utf-8"), open(answers, encoding="utf-8"), strict=True):
        line, answer = line.rstrip("\n"), json.loads(answer)
        source, target = line.split("\t")
        ours = answer.get("relation")
        try:
            a, b = read(source), read(target)
            theirs, values = relate(a, b)
        except (ValueError, NotImplementedError, KeyError, TypeError, IndexError) as error:
            theirs, values = f"refuses it: {error}", None
        counts[ours] += 1
        if ours is None or answer["matches"] != (ours in ("equal", "superset")):
            wrong.append(f"{line}: {answer}")
        elif values is not None and right(a, b) != ours:
            wrong.append(f"{line}: {ours}, and regular expressions say {right(a, b)}")
        elif theirs != ours:
            if values is None:
                kind = next((kind for kind, form in REFUSALS.items() if any(map(form.search, (source, target)))), None)
            else:
                kind = reason(of_wfn(a.as_wfn()), of_wfn(b.as_wfn()), values, theirs)
            if kind is None:
                wrong.append(f"{line}: {ours}, the package: {theirs}")
            else:
                kinds[kind] += 1
                first.setdefault(kind, f"{line}  ({ours}; the package: {theirs})")
    total = sum(counts.values())
    print(f"{total} pairs: {', '.join(f'{n} {k}' for k, n in counts.most_common())}")
    for kind, many in kinds.most_common():
        print(f"{many:>7} otherwise, {REASONS[kind]}\n        for example {first[kind]}")
    for line in wrong[:20]:
        print("WRONG", line)
    print(f"{len(wrong)} without a reason")
    sys.exit(1 if wrong or not total else 0)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        compare(sys.argv[2], sys.argv[3])

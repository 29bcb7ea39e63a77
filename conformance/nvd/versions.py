"""The order of versions as makers of products write them, as docs say it, written without a look at the program's."""

import functools
import re

BEFORE = [("dev", "devel", "nightly", "snapshot"), ("alpha", "a", "α"), ("beta", "b", "β"), ("m", "milestone"),
          ("pre", "preview", "ctp"), ("rc", "cr", "candidate", "trial"), ("rtm",)]
AFTER = [("build",), ("hotfix", "hf", "fix", "ifix", "interimfix"), ("p", "patch", "pl"), ("rev", "revision"),
         ("u", "update", "upd", "cu", "ur"), ("fp", "fixpack"), ("sp", "servicepack"), ("r", "release")]
PAIRS = {("service", "pack"): "servicepack", ("fix", "pack"): "fixpack", ("interim", "fix"): "interimfix",
         ("hot", "fix"): "hotfix"}
RELEASE = ("final", "ga", "release", "stable")
RANGE = ("and", "before", "earlier", "later", "lower", "higher", "or", "prior", "through", "to", "until", "up")


@functools.cache
def key(version):
    """A key that sorts as versions do, or None for what is no version."""
    text = version.strip().lower()
    found = re.match(r"(?:firmware|version|ver|v)[. :_-]*(?=\d)", text)
    text = text[found.end():] if found else text
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text)
    joined, at = [], 0
    while at < len(parts):
        pair = tuple(parts[at:at + 2])
        joined.append(PAIRS.get(pair, parts[at]))
        at += 2 if pair in PAIRS else 1
    parts, out, zeros = joined, [], 0
    if not any(part.isdigit() for part in parts):
        return None
    for at, part in enumerate(parts):
        number_follows = at + 1 < len(parts) and parts[at + 1].isdigit()
        if part.isdigit():
            if int(part) == 0:
                zeros += 1
                continue
            out.append((5, -zeros, int(part), ""))
        elif part in RANGE:
            return None
        elif part in RELEASE and not (part == "release" and number_follows):
            continue
        else:
            named = len(part) > 1 or number_follows
            rank = lambda table: next((n for n, words in enumerate(table, 1) if part in words), None)
            if named and rank(BEFORE):
                out.append((1, rank(BEFORE), 0, ""))
            elif named and rank(AFTER):
                out.append((3, rank(AFTER), 0, ""))
            else:
                out.append((4, 0, 0, part))
        zeros = 0
    return out + [(2, 0, 0, "")]


def order(one, other):
    """-1, 0 or 1; None where there is no order."""
    if one == other:
        return 0
    a, b = key(one), key(other)
    if a is None or b is None:
        return None
    return (a > b) - (a < b)

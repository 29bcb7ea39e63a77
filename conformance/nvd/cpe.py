"""CPE names and criteria, after NISTIR 7695 and 7696 and the manual's page on NVD's door."""

import functools
import re

from versions import order

VERSION, UPDATE = 3, 4


@functools.cache
def name(text):
    """The eleven values of a formatted string; what is left out at its end is ANY."""
    values = re.split(r"(?<!\\):", text)[2:]
    values = [value.lower() for value in values]
    return tuple(values + ["*"] * (11 - len(values)))


@functools.cache
def is_wild(value):
    return value not in ("*", "-") and bool(re.search(r"(?<!\\)[*?]", value))


def plain(value):
    return re.sub(r"\\(.)", r"\1", value)


@functools.cache
def covers(source, target):
    """Whether the set of one value is equal to or a superset of that of another."""
    if is_wild(target):
        return False
    if source == target or source == "*":
        return True
    if is_wild(source) and target not in ("*", "-"):
        pattern = "".join(".*" if c == "*" else "." if c == "?" else re.escape(plain(c))
                          for c in re.findall(r"\\.|.", source))
        return re.fullmatch(pattern, plain(target)) is not None
    return False


def limits(criterion):
    low = criterion.get("versionStartIncluding", criterion.get("versionStartExcluding"))
    high = criterion.get("versionEndIncluding", criterion.get("versionEndExcluding"))
    return (low, "versionStartIncluding" in criterion), (high, "versionEndIncluding" in criterion)


def inside(version, low, high):
    """Whether a version lies between two limits, each a version or None and whether it is included."""
    for (limit, included), wanted in ((low, 1), (high, -1)):
        if limit is None:
            continue
        placed = order(version, limit)
        if placed is None or not (placed == wanted or included and placed == 0):
            return False
    return True


def release(values):
    update = values[UPDATE]
    return plain(values[VERSION]) + ("" if update in ("*", "-") or is_wild(update) else " " + plain(update))


def holds(criterion, asked):
    """cpeName: whether a criterion holds a product."""
    own, (low, high) = name(criterion["criteria"]), limits(criterion)
    if not all(covers(own[at], asked[at]) for at in range(11) if at != VERSION):
        return False
    if low[0] is None and high[0] is None:
        return covers(own[VERSION], asked[VERSION])
    if own[VERSION] != "*" and not covers(own[VERSION], asked[VERSION]):
        return False
    if asked[VERSION] == "-":
        return True
    return asked[VERSION] != "*" and not is_wild(asked[VERSION]) and inside(release(asked), low, high)


def meets(criterion, asked, start=(None, False), end=(None, False)):
    """virtualMatchString: whether a criterion is a part of what is asked, and some version in both."""
    own, (low, high) = name(criterion["criteria"]), limits(criterion)
    if not all(covers(asked[at], own[at]) or asked[at] == own[at] for at in range(11) if at != VERSION):
        return False
    version = own[VERSION]
    if start[0] is not None or end[0] is not None:
        if version in ("*", "-"):
            def in_order(a, b):
                if a[0] is None or b[0] is None:
                    return True
                placed = order(a[0], b[0])
                return placed == -1 or placed == 0 and a[1] and b[1]
            return in_order(start, high) and in_order(low, end) and in_order(start, end) and in_order(low, high)
        return not is_wild(version) and inside(release(own), start, end) and inside(release(own), low, high)
    if asked[VERSION] == "*" or asked[VERSION] == version:
        return True
    if asked[VERSION] == "-":
        return version == "*"
    if is_wild(asked[VERSION]):
        return covers(asked[VERSION], version) or version == "*" and low[0] is None and high[0] is None
    return covers(version, asked[VERSION]) and inside(release(asked), low, high)

"""Differences that are known, each with its clause. A function gets the two texts, our answer and the judge's."""

import os
import re
import subprocess

# The schemes whose cases the vers specification has and the program reads.
SCHEMES = ["alpm", "apk", "composer", "deb", "gem", "gentoo", "golang", "maven", "npm", "nuget", "openssl", "pypi"]


def deb(row, ours, theirs):
    if ours == "?" and any(re.search(r"-[^-]*:[^-]*$", version) for version in row):
        return "Debian policy 5.6.12: a revision holds alphanumerics and + . ~, no colon; dpkg refuses it, its Perl library does not"
    if theirs == "?" and any(re.match(r"0*[0-9]{10,}:", version) for version in row):
        return "Debian policy 5.6.12: an epoch is an unsigned integer, without a limit; dpkg stops at 2147483647"
    if all(re.search(r"[0-9]{16,}", version) for version in row) and dpkg(*row) == ours:
        return "deb-version(7): numbers have no limit; dpkg's Perl library rounds beyond 2^53, dpkg itself agrees with us"
    return None


def dpkg(a, b):
    words = ((-1, "lt"), (0, "eq"), (1, "gt"))
    call = ["dpkg", "--compare-versions", a]
    return next(order for order, word in words if subprocess.run([*call, word, b], stderr=subprocess.DEVNULL, check=False).returncode == 0)


def npm(row, ours, theirs):
    if any(re.search(r"[0-9]{16,}", version) for version in row):
        return "SemVer 2.0.0 sections 2, 11.4.1: numbers have no limit; node-semver stops at 9007199254740991 and rounds beyond"
    return None


def npm_range(row, ours, theirs):
    if (ours, theirs) == (0, 1) and re.match(r"v?0\.0\.0-", row[0]):
        return "SemVer 2.0.0 section 11.3: 0.0.0-x is below 0.0.0; node-semver takes >=0.0.0 for anything"
    return None


def composer(row, ours, theirs):
    if any(re.search(r"[0-9]{19,}", version) for version in row):
        return "composer/semver sets no limit to numbers after the first; PHP's version_compare stops at 2^63-1"
    if theirs == "?" and any(re.match(r"[vV]?[0-9]{6,}[.:-]", version) for version in row):
        return "composer/semver 3.4 allows two short numbers after a date, 3.3 one"
    return None


def composer_range(row, ours, theirs):
    alternatives = [part for part in row[1].split("|") if part.strip()]
    if (ours, theirs) == (1, 0) and len(alternatives) > 1:
        call = ["php", os.path.join(os.path.dirname(os.path.abspath(__file__)), "judge-composer.php"), "range"]
        asked = "".join(f"{row[0]}\t{part}\n" for part in alternatives)
        if "1" in subprocess.run(call, input=asked.encode(), stdout=subprocess.PIPE, check=True).stdout.decode().split():
            return "Composer joins two alternatives that meet although the second is empty; asked for each alone, it agrees with us"
    return None


def gem(row, ours, theirs):
    if ours == "?" and any(not version.strip() for version in row):
        return "RubyGems reads nothing as version 0; here a version that is not given is none"
    return None


def alpm_cases(row, ours, theirs):
    if theirs == 0 and any(re.search("-", version) for version in row) and ours != "?":
        return "vercmp(8): a release that one side lacks is left out, which is no order (1-1 = 1 = 1-2); here it sorts first"
    return None


def golang_ranges(row, ours, theirs):
    if ours == "?":
        return "Go modules, Versions: a version is a semantic version; these have four numbers, leading zeros or dates"
    written = "|".join(re.sub(r"^([<>!=]*)v?([0-9]+)(\.[0-9]+)?(?=$|\|)", full, part) for part in ours.split("/", 1)[1].split("|"))
    written = "vers:golang/" + re.sub(r"(^|[|<>=])v", r"\1", written)
    if written == excluding(theirs) or simplified(written, excluding(theirs)):
        return "a version is kept as it is written, with its v and without .0; vers 5.4: <a|>a is !=a, nothing stands twice"
    return None


def full(found):
    """The comparator and three numbers."""
    return f"{found[1]}{found[2]}{found[3] or '.0'}.0"


def excluding(vers):
    return re.sub(r"<([^|=]+)\|>\1(?=$|\|)", r"!=\1", vers)


def npm_ranges(row, ours, theirs):
    native = row[1]
    if ours.replace("-0|", "|").removesuffix("-0") == theirs:
        return "node-semver, Advanced Range Syntax: the upper bound that ^, ~, x and partial versions make is <2.0.0-0, not <2.0.0"
    if re.search(r"[<>]=? ?[0-9]+(\.[0-9x]+)?( |$)|\.x", native) or re.fullmatch(r"[0-9.]+ \|\| [0-9.]+", native):
        return "node-semver, X-Ranges: a partial version stands for all that it begins (<=1.0 is <1.1.0-0)"
    if "||" not in native and native.count(".") == 4:
        return "node-semver: comparators with space between must all hold; the case lists them"
    if theirs.count("<4.0.0") == 2 or simplified(ours, theirs):
        return "vers 5.4: a version stands once, lower and upper bounds take turns; the case repeats them"
    return None


def composer_ranges(row, ours, theirs):
    if re.search(r"[a-z]", theirs.split("/", 1)[1]):
        return "a version is kept as it is written, with the name of its stability"

    def four(found):
        numbers = [str(int(number)) for number in found[0].split(".")]
        return ".".join(numbers + ["0"] * (4 - len(numbers)))

    def filled(vers):
        return re.sub(r"[0-9]+(\.[0-9]+)*", four, re.sub(r"([0-9]+)\+([0-9]+)", r"\1.\2", re.sub(r"(^|[|<>=/])v", r"\1", vers)))

    if simplified(filled(ours), excluding(filled(theirs))):
        return "a version is kept as it is written, with all its numbers and without .0; vers 5.4: nothing stands twice"
    return None


def gem_ranges(row, ours, theirs):
    return "vers 5.4: a version stands once, so that <a|>a is !=a" if ours == excluding(theirs) else None


def pypi_ranges(row, ours, theirs):
    if re.sub(r"\.?(?:alpha|a)(?![0-9])", "a0", ours).replace("1.7.b1", "1.7b1") == theirs:
        return "PEP 440, Normalization: a bound is kept as it is written (1.9.0alpha, not 1.9.0a0)"
    if "rc" in theirs or "alpha" in row[1]:
        return "PEP 440, Exclusive ordered comparison: <V leaves out pre-releases of V, so that >=V.rc1,<V is empty"
    return None


def simplified(ours, theirs):
    """True where their constraints are ours with some that say nothing more."""
    rest = theirs.split("/", 1)[1].split("|")
    held = lambda constraint: constraint in rest or {f">={constraint}", f"<={constraint}"} <= set(rest)
    return all(held(constraint) for constraint in ours.split("/", 1)[1].split("|"))


COMPARE = {"composer": composer, "deb": deb, "npm": npm, "gem": gem}
IN = {"composer": composer_range, "npm": npm_range}
COMPARE_CASES = {"alpm": alpm_cases}
NATIVE_CASES = {"composer": composer_ranges, "golang": golang_ranges, "npm": npm_ranges, "gem": gem_ranges, "pypi": pypi_ranges}

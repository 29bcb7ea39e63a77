"""Asks the program and the judges the same questions and counts the answers. See ../versions.sh."""

import collections
import glob
import json
import os
import re
import subprocess
import sys

import known
import pairs
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

NOROSHI, MANY, WORK, SYSTEM_PYTHON = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20260823
SAMPLE = 1000


def lines_of(command, rows):
    text = "".join("\t".join(row) + "\n" for row in rows)
    done = subprocess.run(command, input=text.encode(), stdout=subprocess.PIPE, check=False)
    answers = done.stdout.decode().splitlines()
    if len(answers) != len(rows):
        sys.exit(f"{command}: {len(answers)} answers to {len(rows)} questions")
    return answers


def ours_compare(scheme, rows):
    answers = lines_of([NOROSHI, "--quiet", "version", "compare", "-"], [(scheme, *row) for row in rows])
    return [{"incomparable": "?"}.get(order, order) for order in (json.loads(line)["order"] for line in answers)]


def ours_in(scheme, rows):
    answers = lines_of([NOROSHI, "--quiet", "version", "in", "-"], [(scheme, *row) for row in rows])
    return [json.loads(line) for line in answers]


def judged(command, rows):
    return ["?" if line == "?" else int(line) for line in lines_of(command, rows)]


def packaging_compare(rows):
    def one(a, b):
        try:
            a, b = Version(a), Version(b)
        except InvalidVersion:
            return "?"
        return -1 if a < b else 1 if a > b else 0
    return [one(*row) for row in rows]


def packaging_in(rows):
    def one(version, specifier):
        try:
            return int(SpecifierSet(specifier, prereleases=True).contains(Version(version)))
        except (InvalidVersion, InvalidSpecifier):
            return "?"
    return [one(*row) for row in rows]


def dpkg(rows):
    def refuses(version):
        # A first letter is only warned about, so that a digit is put before it.
        wished = re.sub(r"^([0-9]+:)?", r"\g<1>0", version)
        return dpkg_says(wished, "eq", "0").stderr or re.fullmatch(r"([0-9]+:)?(-[^-]*)?|:.*", version)

    def one(a, b):
        if refuses(a) or refuses(b):
            return "?"
        words = ((-1, "lt"), (0, "eq"), (1, "gt"))
        return next((order for order, word in words if dpkg_says(a, word, b).returncode == 0), "?")
    return [one(*row) for row in rows]


def dpkg_says(a, word, b):
    return subprocess.run(["dpkg", "--compare-versions", a, word, b], stderr=subprocess.PIPE, check=False)


def report(title, rows, ours, theirs, explain):
    """Prints the counts; true where every difference is known."""
    counts = collections.Counter()
    reasons = collections.Counter()
    unknown = []
    for row, our, their in zip(rows, ours, theirs):
        if our == their:
            counts["refused by both" if our == "?" else "same"] += 1
            continue
        reason = explain(row, our, their)
        if reason:
            reasons[reason] += 1
        else:
            unknown.append((row, our, their))
    print(f"{title:34} {len(rows):7} pairs, {counts['same']:6} same, {counts['refused by both']:6} refused by both, "
          f"{sum(reasons.values()):5} explained, {len(unknown):5} differ")
    for reason, count in reasons.most_common():
        print(f"    {count:6} {reason}")
    for row, our, their in unknown[:10]:
        print(f"    differ: {row} ours {our}, theirs {their}")
    return not unknown


def random_pairs():
    generators = pairs.schemes(SEED)
    judges = {
        "deb": lambda rows: judged(["perl", f"{HERE}/judge-deb.pl"], rows),
        "rpm": lambda rows: judged([SYSTEM_PYTHON, f"{HERE}/judge-rpm.py"], rows),
        "pypi": packaging_compare,
        "npm": lambda rows: judged(["node", f"{HERE}/judge-npm.cjs", WORK], rows),
        "composer": lambda rows: judged(["php", f"{HERE}/judge-composer.php"], rows),
        "gem": lambda rows: judged(["ruby", f"{HERE}/judge-gem.rb"], rows),
    }
    good = True
    for scheme, generator in generators.items():
        rows, ours = [], []
        while len(ours) - ours.count("?") < MANY:
            more = [generator.pair() for _ in range(MANY)]
            rows += more
            ours += ours_compare(scheme, more)
        explain = known.COMPARE.get(scheme, lambda *_: None)
        good &= report(f"compare {scheme}", rows, ours, judges[scheme](rows), explain)
        if scheme == "deb":
            some = rows[:SAMPLE]
            good &= report("compare deb, dpkg itself", some, ours[:SAMPLE], dpkg(some), explain)
    return good


def random_ranges():
    judges = {
        "composer": lambda rows: judged(["php", f"{HERE}/judge-composer.php", "range"], rows),
        "npm": lambda rows: judged(["node", f"{HERE}/judge-npm.cjs", WORK, "range"], rows),
        "pypi": packaging_in,
        "gem": lambda rows: judged(["ruby", f"{HERE}/judge-gem.rb", "range"], rows),
    }
    good = True
    for scheme, generate in pairs.ranges(SEED).items():
        rows = [generate() for _ in range(MANY)]
        ours = ["?" if "error" in answer else int(answer["in"]) for answer in ours_in(scheme, rows)]
        good &= report(f"in {scheme}", rows, ours, judges[scheme](rows), known.IN.get(scheme, lambda *_: None))
    return good


def vers_cases():
    """The test cases of the vers specification."""
    good = True
    for file in sorted(glob.glob(f"{WORK}/univers/tests/data/schema/**/*.json", recursive=True)):
        with open(file, encoding="utf-8") as text:
            cases = json.load(text)
        cases = cases["tests"] if isinstance(cases, dict) else cases
        orders, places = collections.defaultdict(list), collections.defaultdict(list)
        for case in cases:
            given, wanted = case["input"], case["expected_output"]
            scheme = given.get("input_scheme") or given.get("scheme") or re.match("vers:([a-z]+)", given.get("vers", "vers:none"))[1]
            if case["test_type"] == "equality":
                orders[scheme].append((tuple(given["versions"]), 0 if wanted else "not 0"))
            elif case["test_type"] == "comparison":
                # Wanted is the list in order; some cases write it in small letters.
                same = sorted(v.lower() for v in wanted) == sorted(v.lower() for v in given["versions"])
                assert same, case
                orders[scheme] += [((a, b), 0 if a == b else -1) for a, b in zip(wanted, wanted[1:])]
            elif case["test_type"] == "from_native":
                places[scheme].append((("0", given["native_range"]), wanted))
        name = os.path.relpath(file, f"{WORK}/univers/tests/data/schema").removesuffix(".json")
        for scheme, asked in orders.items():
            if scheme not in known.SCHEMES:
                continue
            rows = [row for row, _ in asked]
            ours = ours_compare(scheme, rows)
            theirs = [our if order == "not 0" and our in (-1, 1) else order for (_, order), our in zip(asked, ours)]
            good &= report(f"vers {name}", rows, ours, theirs, known.COMPARE_CASES.get(scheme, lambda *_: None))
        for scheme, asked in places.items():
            if scheme not in known.SCHEMES:
                continue
            rows = [row for row, _ in asked]
            ours = [answer.get("vers", "?") for answer in ours_in(scheme, rows)]
            theirs = [wanted for _, wanted in asked]
            good &= report(f"vers {name}", rows, ours, theirs, known.NATIVE_CASES.get(scheme, lambda *_: None))
    return good


if __name__ == "__main__":
    results = [random_pairs(), random_ranges(), vers_cases()]
    sys.exit(0 if all(results) else 1)

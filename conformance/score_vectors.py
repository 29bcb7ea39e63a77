"""Makes random CVSS vectors, and compares the scores computed for them with those of the package `cvss`."""

import json
import random
import sys
from collections import Counter

from cvss import CVSS2, CVSS3, CVSS4
from cvss.constants2 import METRICS_VALUES as V2
from cvss.constants3 import METRICS_VALUES as V3
from cvss.constants4 import METRICS_VALUE_NAMES as V4

# v2: temporal metrics stand all together or not at all, environmental ones too (v2 guide, section 2.4).
V2_GROUPS = [["AV", "AC", "Au", "C", "I", "A"], ["E", "RL", "RC"], ["CDP", "TD", "CR", "IR", "AR"]]
V3_BASE = ["AV", "AC", "PR", "UI", "S", "C", "I", "A"]
V4_BASE = ["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"]


def vector(version, chance):
    """One random vector."""
    if version == "2.0":
        wanted = [m for at, group in enumerate(V2_GROUPS) if at == 0 or chance.random() < 0.6 for m in group]
        return "/".join(f"{m}:{chance.choice(list(V2[m]))}" for m in wanted)
    table, base = (V4, V4_BASE) if version == "4.0" else (V3, V3_BASE)
    share = chance.choice([0, 0, 0.3, 0.7, 1])
    wanted = [m for m in table if m in base or chance.random() < share]
    parts = []
    for metric in wanted:
        values = [v for v in table[metric]]
        if metric not in base and "X" not in values:
            values.append("X")
        parts.append(f"{metric}:{chance.choice(values)}")
    return f"CVSS:{version}/" + "/".join(parts)


def make(many):
    chance = random.Random(1)
    for version in ("2.0", "3.0", "3.1", "4.0"):
        for _ in range(many):
            print(vector(version, chance))


def expected(text):
    """What the other implementation says: version and the scores it has."""
    if text.startswith("CVSS:4"):
        other = CVSS4(text)
        return "4.0", {"overall": other.base_score, "severity": other.severity.lower()}
    if text.startswith("CVSS:3"):
        base, temporal, environmental = CVSS3(text).scores()
        return text[5:8], {"base": base, "temporal": temporal, "environmental": environmental}
    base, temporal, environmental = CVSS2(text).scores()
    return "2.0", {"base": base, "temporal": temporal, "environmental": environmental}


def compare(vectors, scores):
    compared, differing = Counter(), Counter()
    with open(vectors) as asked, open(scores) as answered:
        for text, line in zip(asked, answered, strict=True):
            text, ours = text.strip(), json.loads(line)
            version, theirs = expected(text)
            assert ours["vector"] == text and ours["version"] == version, line
            for name, score in theirs.items():
                # v2 leaves a group out where none of its metrics is given.
                if score is None:
                    continue
                compared[version] += 1
                same = ours[name] == score if name == "severity" else abs(ours[name] - float(score)) < 0.001
                if not same:
                    differing[version] += 1
                    if differing[version] <= 5:
                        print(f"NOT {text}: {name} {score}, here {ours[name]}")
    for version, count in compared.items():
        print(f"{'NOT' if differing[version] else 'ok '} CVSS {version}: {count} scores, {differing[version]} differ")
    return 1 if differing else 0


if sys.argv[1] == "make":
    make(int(sys.argv[2]))
else:
    sys.exit(compare(*sys.argv[2:]))

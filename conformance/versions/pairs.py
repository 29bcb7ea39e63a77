"""Random versions and ranges, like real ones and nasty: the same for the same seed."""

import random

NUMBERS = ["0", "00", "1", "2", "3", "9", "10", "11", "01", "007", "20240101", "1234567890" * 4, "1234567890" * 3 + "1234567891"]


class Versions:
    """Versions of one scheme: a start, parts with joints between, and ends."""

    def __init__(self, seed, starts, joints, ends, most, fixed=None):
        self.random = random.Random(seed)
        self.starts, self.joints, self.ends = starts, joints, ends
        self.most, self.fixed = most, fixed

    def number(self):
        if self.fixed and self.random.random() < 0.97:
            return str(self.random.choice([0, 0, 1, 1, 2, 3, 9, 10, 11, 20240101]))
        return self.random.choice(NUMBERS)

    def one(self):
        text = self.random.choice(self.starts) + self.number()
        for _ in range(self.fixed or self.random.randint(0, self.most)):
            text += self.random.choice(self.joints) + (self.number() if self.fixed or self.random.random() < 0.85 else "")
        for _ in range(self.random.choice([0, 0, 1, 1, 2])):
            text += self.random.choice(self.ends) + (self.number() if self.random.random() < 0.4 else "")
        return text

    def pair(self):
        """As a rule two near neighbours."""
        a = self.one()
        if self.random.random() < 0.3:
            return a, self.one()
        at = self.random.randrange(len(a) + 1)
        change = self.random.choice(["drop", "insert", "add", "cut", "joint", "same"])
        b = {
            "drop": a[:at] + a[at + 1 :],
            "insert": a[:at] + self.number() + a[at:],
            "add": a + self.random.choice(self.ends),
            "cut": a[:at],
            "joint": a[:at] + self.random.choice(self.joints) + a[at:],
            "same": a,
        }[change]
        return (a, b or "0") if self.random.random() < 0.5 else (b or "0", a)


def schemes(seed):
    """A generator for each scheme that has a judge."""
    semantic = ["-alpha", "-alpha.1", "-0", "-beta-2.x", "+build.01", "-rc.", "-1a", ".rc", "-x.7.z"]
    return {
        "deb": Versions(seed, ["", "", "", "1:", "0:", "a", "~"], [".", ".", ".", "-", "~", "+", ":", "a", "~rc", "+dfsg", "..", ".-", "Z"],
                        ["", "-1", "-0", "~", "~~", "~bpo12+1", "+deb12u1", "-1ubuntu0.1", "+b", "a", "-"], 5),
        "rpm": Versions(seed, ["", "", "", "1:", "0:", "a", "~", "^", ":"], [".", ".", ".", "-", "~", "^", "_", "+", "a", "~rc", "^git", "..", "._"],
                        ["", "-1", ".el8", ".fc39", "~", "^", "~~", "^^", "~^", "^~", ".", "a", "^20240101git", "-"], 5),
        "pypi": Versions(seed, ["", "", "", "v", "1!", "0!", " "], [".", ".", ".", ".0."],
                         ["", "a1", ".b", "-rc3", "c", ".post1", "-1", "r4", ".dev2", "dev", "+ubuntu.1", "+1.a-B", "preview_3",
                          ".a.", "post", "_", "+", "alpha", "RC", ".0"], 4),
        "npm": Versions(seed, ["", "", "", "v", "=", " "], ["."], semantic, 2, fixed=2),
        "composer": Versions(seed, ["", "", "v", "V"], [".", ".", ".", "-"], ["", "-alpha", "-beta.1", "RC", "-dev", "_patch", ".p", "-stable", "-RC.2.1", ".x-dev",
                                                                          "+b", "a", "pl", "-", "@dev", "-BETA2-dev"], 3),
        "gem": Versions(seed, ["", "", "", " "], [".", ".", "."], ["", ".a", ".pre.1", "-1", ".rc1", ".0.0", "-x-y", ".A", "b", "."], 4),
    }


def ranges(seed):
    """Version and range for the schemes whose notation has a judge."""
    rng = random.Random(seed)

    def partial(wild):
        parts = [str(rng.choice([0, 0, 1, 1, 2, 3])) for _ in range(rng.choice([1, 2, 3, 3, 3]))]
        if wild and rng.random() < 0.15:
            parts[-1] = rng.choice(["x", "X", "*"])
        pre = rng.choice(["-alpha", "-rc.1", "-0", ""]) if len(parts) == 3 and "".join(parts).isdigit() and rng.random() < 0.3 else ""
        return ".".join(parts) + pre

    def npm_range():
        def one():
            if rng.random() < 0.1:
                return f"{partial(True)} - {partial(True)}"
            return " ".join(rng.choice(["", "=", "<", "<=", ">", ">=", "~", "^", "~>", ">= ", "^ "]) + partial(True) for _ in range(rng.choice([1, 1, 2])))
        return " || ".join(one() for _ in range(rng.choice([1, 1, 2])))

    def npm_version():
        return ".".join(str(rng.choice([0, 0, 1, 1, 2, 3])) for _ in range(3)) + rng.choice(["", "", "", "-alpha", "-rc.1", "-0", "-rc.2", "+b"])

    def release(least=1):
        return ".".join(str(rng.choice([0, 1, 1, 2])) for _ in range(rng.randint(least, 3)))

    def pypi_version(local):
        return (rng.choice(["", "", "", "", "1!"]) + release() + rng.choice(["", "", "a1", "b2", "rc1"]) + rng.choice(["", "", ".post1", ".post2"])
                + rng.choice(["", "", ".dev1"]) + (rng.choice(["", "", "+l", "+l.2"]) if local else ""))

    def pypi_range():
        def one():
            operator = rng.choice(["==", "!=", "<", "<=", ">", ">=", "~="])
            if operator in ("==", "!=") and rng.random() < 0.4:
                return f"{operator}{release()}.*"
            if operator == "~=":
                return f"~={release(2)}{rng.choice(['', 'a1', '.post1', '.dev1'])}"
            return operator + pypi_version(operator in ("==", "!="))
        return ",".join(one() for _ in range(rng.choice([1, 1, 2])))

    def gem_version():
        return release() + rng.choice(["", "", ".a", ".rc1", ".0", ".0.b", "-1"])

    def gem_range():
        return ", ".join(rng.choice(["", "= ", "!= ", "< ", "<= ", "> ", ">= ", "~> ", "~> ", "~>"]) + gem_version() for _ in range(rng.choice([1, 1, 2])))

    def composer_version():
        return release() + rng.choice(["", "", "", "-beta1", "-RC2", "-dev", "-patch1", "-alpha"])

    def composer_range():
        def one():
            kind = rng.random()
            if kind < 0.1:
                return f"{composer_version()} - {composer_version()}"
            if kind < 0.2:
                return rng.choice(["*", release() + ".*", release() + ".x"])
            parts = [rng.choice(["", "=", "==", "!=", "<>", "<", "<=", ">", ">=", "~", "^", ">= "]) + composer_version() for _ in range(rng.choice([1, 1, 2]))]
            return rng.choice([" ", ",", ", "]).join(parts)
        return rng.choice([" || ", "||", " | "]).join(one() for _ in range(rng.choice([1, 1, 2])))

    return {
        "composer": lambda: (composer_version(), composer_range()),
        "npm": lambda: (npm_version(), npm_range()),
        "pypi": lambda: (pypi_version(True), pypi_range()),
        "gem": lambda: (gem_version(), gem_range()),
    }

"""Lays the findings of both programs side by side, by component and CVE, and puts each difference into a class. What a
class claims is asked of the records and the list themselves and, where it is about the other program's reading of a
version, of that program's own code; of our reasons only the name that met is believed. Ends with 1 where a difference
falls into no class.

    compare.py RECORDS LIST.cdx.json OURS.json THEIRS.csv      with the Python that has sbom-cve-check
"""

import collections, csv, functools, json, pathlib, re, sys

from sbom_cve_check.products.products import get_comp_ids_aliases, get_comp_ids_from_product, init_products_database
from sbom_cve_check.vuln.comp_id import CompId, comp_ids_is_matching_one_of
from sbom_cve_check.vuln.version import Version

RECORDS = pathlib.Path(sys.argv[1])


@functools.lru_cache(maxsize=None)
def nvd(cve):
    return load(RECORDS / "nvd" / "-".join(cve.split("-")[:2]) / f"{cve[:-2]}xx" / f"{cve}.json")


@functools.lru_cache(maxsize=None)
def cvelist(cve):
    _, year, number = cve.split("-")
    return load(RECORDS / "cvelist" / "cves" / year / f"{number[:-3]}xxx" / f"{cve}.json")


def load(path):
    return json.loads(path.read_text()) if path.exists() else {}


def attributes(cpe):
    return re.split(r"(?<!\\):", cpe)


def product(cpe):
    return tuple(attributes(cpe)[2:5])


class Pair:
    """One component, one CVE, and what both say."""

    def __init__(self, component, cve, ours, theirs, installed):
        self.component, self.cve, self.ours, self.theirs, self.installed = component, cve, ours, theirs, installed
        self.product = product(component["cpe"]) if "cpe" in component else None
        self.version = attributes(component["cpe"])[5] if self.product else "*"
        if self.version == "*":
            self.version = component.get("version", "*")
        self.said = [s for s in (ours or {}).get("said", []) if s["answer"] == "affected"]

    def nodes(self):
        """The nodes of NVD's configurations that call this product vulnerable, with the other nodes they need."""
        for configuration in nvd(self.cve).get("configurations", []):
            nodes = configuration["nodes"]
            for node in nodes:
                mine = [m for m in node["cpeMatch"] if m["vulnerable"] and product(m["criteria"]) == self.product]
                needed = [n["cpeMatch"] for n in nodes if n is not node] if configuration.get("operator") == "AND" else []
                if node["operator"] == "AND":
                    needed += [[m] for m in node["cpeMatch"] if product(m["criteria"]) != self.product]
                if mine:
                    yield mine, needed

    def criteria(self):
        return [match for mine, _ in self.nodes() for match in mine]

    def rows(self):
        """The rows of `affected`, the CVE list's and NVD's, that this component may be meant by."""
        record = cvelist(self.cve).get("containers", {})
        for container in [record.get("cna", {}), *record.get("adp", [])]:
            yield from container.get("affected", [])
        for said in nvd(self.cve).get("affected", []):
            yield from said.get("affectedData", [])

    def limits(self):
        """All versions that the records name for this product."""
        for match in self.criteria():
            name = attributes(match["criteria"])
            yield re.sub(r"\\(.)", r"\1", name[5]) + (f"-{name[6]}" if name[6] not in "*-" else "")
            yield from (text for key, text in match.items() if key.startswith("version"))
        for row in self.rows():
            for entry in row.get("versions", []):
                yield from (str(entry[key]) for key in ("version", "lessThan", "lessThanOrEqual") if key in entry)

    # What is asked of the records.

    def firmware(self):
        """All that is needed and not listed are devices, one of which bears the name of this firmware."""
        if not self.product or self.product[0] != "o" or not self.needs_what_is_not_installed():
            return False
        names = [product(m["criteria"]) for _, needed in self.nodes() for names in needed for m in names]
        own = re.sub(r"_firmware$|_software$", "", self.product[2])
        return all(name[0] == "h" for name in names) and any(name[2].startswith(own) or own.startswith(name[2]) for name in names)

    def has_no_version(self):
        return self.version in ("*", "-") or "version" not in self.component

    def there(self, match):
        """Something of the list may be what this criterion names: the product is listed, and in no other version."""
        name = attributes(match["criteria"])
        versions = self.installed.get(tuple(name[2:5]), ())
        return bool(versions) and (name[5] in "*-" or name[5] in versions)

    def needs_what_is_not_installed(self):
        """Wherever NVD names the product, something else is needed, too, of which nothing is in the list."""
        nodes = list(self.nodes())
        return bool(nodes) and all(any(not any(map(self.there, names)) for names in needed) for _, needed in nodes)

    def other_name(self):
        """NVD's criteria, and the CPE names of the CVE record, do not name vendor and product as the component does."""
        names = {product(m) for row in self.rows() for m in row.get("cpes", []) if m.startswith("cpe:2.3:")}
        return not self.criteria() and self.product not in names

    def only_commits(self):
        return any(re.fullmatch("[0-9a-f]{12,40}", limit.strip()) for s in self.said
                   for limit in re.findall(r"[^ ,;<>=]+", s.get("versions") or ""))

    def release_of_its_own(self):
        """Rows without versions whose CPE name carries one: they are about that release."""
        return any(not s.get("versions") for s in self.said) and any(
            not row.get("versions") and any(re.match(r"cpe:/[aoh]:[^:]+:[^:]+:\d", cpe) for cpe in row.get("cpes", []))
            for row in self.rows()
        )

    def all_that_is_said(self, basis):
        return bool(self.said) and all(s["basis"] == basis for s in self.said)

    def default_alone(self):
        """Only the speaker's default makes this version affected, and what he names is affected as well."""
        return self.all_that_is_said("default") and any(
            {v.get("status") for v in row.get("versions", [])} == {"affected"}
            for row in self.rows() if row.get("defaultStatus") == "affected"
        )

    def stale(self):
        """Only an ADP says so, and the CNA has changed its own container since."""
        record = cvelist(self.cve).get("containers", {})
        when = {c["providerMetadata"]["shortName"]: c["providerMetadata"].get("dateUpdated", "")
                for c in [record.get("cna"), *record.get("adp", [])] if c}
        return bool(self.said) and {s["by"] for s in self.said} == {"CISA-ADP"} and max(when.values()) > when["CISA-ADP"]

    def disputed(self):
        record = cvelist(self.cve).get("containers", {})
        tags = [tag for t in nvd(self.cve).get("cveTags", []) for tag in t.get("tags", [])]
        return "disputed" in [*tags, *record.get("cna", {}).get("tags", [])]

    def every_version(self):
        """A criterion without version and without limits, or a row that names `*`."""
        return any(
            attributes(m["criteria"])[5] == "*" and not any(key.startswith("version") for key in m) for m in self.criteria()
        ) or any(v.get("version") == "*" for row in self.rows() for v in row.get("versions", []))

    def other_update(self):
        """The component's CPE name, or a criterion, carries an update, an edition or a platform."""
        mine = attributes(self.component["cpe"])[6:] if self.product else []
        return any(set(attributes(m["criteria"])[6:]) - {"*"} for m in self.criteria()) or bool(set(mine) - {"*"})

    # What is asked of the other program's code.

    def cut(self):
        """It reads the leading numbers of the component's version and no more, or takes another text for the same version."""
        text = self.version.replace("\\", "")
        mine, leading = Version(text), re.match(r"[0-9.]*", text).group().rstrip(".")
        return not mine or (leading != text and Version(leading) == mine) or any(
            limit.strip() not in ("*", "-") and (not Version(limit) or (Version(limit) == mine and limit != text))
            for limit in self.limits()
        )

    def letters(self):
        """A version that the record names ends in two letters, which it does not read."""
        return any(re.search(r"\d[a-z]{2,}$", limit) for limit in self.limits())

    def dates(self):
        """It takes one version for a date and the other not, and compares neither."""
        mine = Version(self.version.replace("\\", "")).is_date()
        return any(Version(limit).is_date() != mine for limit in self.limits() if Version(limit))

    def its_table(self):
        """Its table of products says that a row of `affected` or a criterion means this component; the names differ."""
        if not self.product:
            return False
        mine = get_comp_ids_aliases([CompId.build_from_cpe(self.component["cpe"])])
        names = [CompId.build_from_cpe(m["criteria"]) for c in nvd(self.cve).get("configurations", [])
                 for node in c["nodes"] for m in node["cpeMatch"] if m["vulnerable"]]
        for row in self.rows():
            names += get_comp_ids_from_product(row.get("vendor"), row.get("product"), row.get("packageName"))
        return comp_ids_is_matching_one_of(filter(None, names), mine)

    def kernel(self):
        """A row about Linux by Linux, whose words are not the CPE name linux:linux_kernel."""
        return self.product and self.product[1:] == ("linux", "linux_kernel") and any(
            (row.get("vendor"), row.get("product")) == ("Linux", "Linux") for row in self.rows()
        )

    def revision(self):
        """The maker's version inside of a distribution's is named; with the revision it comes after that, and in no range."""
        text = re.sub(r"^\d+:", "", self.component.get("version", ""))
        return "-" in text and text.rsplit("-", 1)[0] in set(self.limits())

    def words(self):
        return any(s["name"].startswith("words:") for s in self.said)

    def purl(self):
        return any(s["name"].startswith("pkg:") for s in self.said)


THEIRS_ALONE = [
    ("it says `affected` where it could read no version; we say unknown", lambda p: p.guess and p.answer == "unknown"),
    ("OURS DOUBTFUL: firmware is listed and its device is not; not affected, we say", Pair.firmware),
    ("it ignores AND: what it must run on or with is not in the list", Pair.needs_what_is_not_installed),
    ("OURS MISSED: Linux by Linux is linux_kernel to it; to us the names have nothing in common", Pair.kernel),
    ("its table of products makes two names one; we have none", lambda p: p.answer == "-" and p.its_table()),
    ("it says `affected` where it could read no version; we read it, and it is another", lambda p: p.guess),
    ("it takes `not one of those called fixed` for affected", lambda p: p.theirs["notes"] == "version-maybe-in-range"),
    ("it compares the leading numbers only", Pair.cut),
    ("it ignores update, edition and platform of CPE names", Pair.other_update),
    ("what the speaker leaves open, or tells in commits only, is unknown to us", lambda p: p.answer == "unknown"),
]
OURS_ALONE = [
    ("OURS WRONG: commits read as versions", Pair.only_commits),
    ("OURS WRONG: a row about one release of a system taken for all of them", Pair.release_of_its_own),
    ("OURS DOUBTFUL: affected by default only, and what is named is affected, too", Pair.default_alone),
    ("it passes over components without version; here every version is named", Pair.has_no_version),
    ("it takes a disputed CVE for not affecting", Pair.disputed),
    ("it knows CPE names only, and the component has none", lambda p: p.product is None),
    ("it asks for equal vendor and product; we ask words in other writing", lambda p: p.other_name() and p.words()),
    ("it does not ask purls", lambda p: p.other_name() and p.purl()),
    ("it drops what an ADP says once the CNA has changed anything", Pair.stale),
    ("it takes a distribution's revision for a later version of the maker's", Pair.revision),
    ("it drops `every version` where a version is named, too", Pair.every_version),
    ("it takes a version for a date and compares it with none", Pair.dates),
    ("it does not read two letters at the end of a version", Pair.letters),
    ("speakers disagree: it takes the word that says fixed, we name both", lambda p: p.ours["differs"]),
    ("it compares the leading numbers only", Pair.cut),
    ("it ignores update, edition and platform of CPE names", Pair.other_update),
    ("it does not read NVD's member `affected`", lambda p: bool(nvd(p.cve).get("affected"))),
]


def read():
    components = json.loads(pathlib.Path(sys.argv[2]).read_text())["components"]
    ours = {(m["component"]["index"], m["vulnerability"]["id"]): m for m in json.loads(pathlib.Path(sys.argv[3]).read_text())["matches"]}
    theirs = {}
    with open(sys.argv[4], newline="") as table:
        for row in csv.DictReader(table):
            for name in row["package names"].split("; "):
                theirs[(int(name[1:]), row["vuln-id"])] = row
    return components, ours, theirs


def main():
    components, ours, theirs = read()
    init_products_database([], True)
    installed = collections.defaultdict(set)
    for component in components:
        if "cpe" in component:
            installed[product(component["cpe"])].add(attributes(component["cpe"])[5])
    table, classes, examples = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    for key in sorted(set(ours) | set(theirs)):
        pair = Pair(components[key[0]], key[1], ours.get(key), theirs.get(key), installed)
        pair.answer = pair.ours["answer"] if pair.ours else "-"
        pair.their_answer = pair.theirs["status"] if pair.theirs else "-"
        pair.guess = bool(pair.theirs) and pair.theirs["notes"] == "no-version-ranges"
        table[pair.answer, pair.their_answer] += 1
        mine, its = pair.answer == "affected", pair.their_answer == "affected"
        if mine == its:
            continue
        kinds = OURS_ALONE if mine else THEIRS_ALONE
        name = next((name for name, holds in kinds if holds(pair)), "NO CLASS")
        key = ("ours, not theirs" if mine else "theirs, not ours", name)
        classes[key] += 1
        version = pair.component.get("version", "without version")
        examples[key].append(f"{pair.component['name']} {version}, {pair.cve}")

    answers = ["affected", "fixed", "not_affected", "-"]
    print(f"{'':>16}" + "".join(f"{'theirs ' + a:>20}" for a in answers))
    for mine in ("affected", "unknown", "not-affected", "-"):
        print(f"{'ours ' + mine:>16}" + "".join(f"{table[mine, a]:>20,}" for a in answers))
    for (side, name), many in sorted(classes.items(), key=lambda item: (item[0][0], -item[1])):
        of = examples[side, name]
        print(f"{side}: {many:>6,}  {name}\n" + "".join(f"{'':>26}{text}\n" for text in of[:: max(1, len(of) // 3)][:3]), end="")
    return any(name == "NO CLASS" for _, name in classes)


sys.exit(main())

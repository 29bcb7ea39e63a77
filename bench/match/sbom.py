"""Writes two lists of components, each in two forms: CycloneDX 1.6, and SPDX 3.0.1 as sbom-cve-check wants it. Names,
versions, CPE names and purls are real: some from the criteria of NVD's records, the rest from SBOMs of container images,
a package of many images more often. One component in twenty has lost its version.

`usual` takes one in ten from the criteria, each product as likely as any other. `hard` takes half from them, and a product
of many records more often: old kernels, browsers and operating systems, with hundreds of vulnerabilities each.

    sbom.py REAL RECORDS OUT [COMPONENTS] [SEED]        OUT gets {usual,hard}.{cdx,spdx}.json
"""

import collections, json, pathlib, random, re, subprocess, sys, tempfile

IMAGES = "sbom/container-images-spdx.tar.zst"


def attributes(cpe):
    return re.split(r"(?<!\\):", cpe)


def plain(text):
    return re.sub(r"\\(.)", r"\1", text)


def criteria(records):
    """All criteria of NVD's records, as often as they are written: a product of many records comes up more often."""
    for path in sorted(records.glob("nvd/CVE-*/*/*.json")):
        for configuration in json.loads(path.read_text()).get("configurations", []):
            for node in configuration["nodes"]:
                yield from (match for match in node["cpeMatch"])


def from_criteria(chance, matches, many, skew):
    """Products, with a version that some record names for them; their weight is the number of criteria to a power."""
    versions = collections.defaultdict(set)
    weight = collections.Counter()
    for match in matches:
        name = attributes(match["criteria"])
        product = tuple(name[2:5])
        weight[product] += 1
        if name[5] not in "*-":
            versions[product].add((name[5], name[6]))
        for limit in ("versionStartIncluding", "versionEndIncluding", "versionEndExcluding"):
            if limit in match:
                versions[product].add((re.sub(r"([^A-Za-z0-9._-])", r"\\\1", match[limit]), "*"))
    products = sorted(product for product in weight if versions[product])
    chosen = set()
    while len(chosen) < many:
        product = chance.choices(products, [weight[p] ** skew for p in products])[0]
        chosen.add((product, chance.choice(sorted(versions[product]))))
    for (part, vendor, product), (version, update) in sorted(chosen):
        purl = f"pkg:generic/{vendor}/{product}" if re.fullmatch("[a-z0-9._-]+", vendor + product) else None
        yield {
            "name": plain(product),
            "version": plain(version) + ("" if update in "*-" else " " + plain(update)),
            "part": part,
            "cpe": f"cpe:2.3:{part}:{vendor}:{product}:{version}:{update}:*:*:*:*:*:*",
            "purl": purl and re.fullmatch(r"[A-Za-z0-9._-]+", version) and f"{purl}@{version}",
        }


def from_images(chance, real, known, many):
    """Packages of container images. Of the CPE names that were guessed for a package, one that NVD knows goes first."""
    packages, weight = {}, collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        tar = subprocess.Popen(["zstd", "-dcq", "--long=27", real / IMAGES], stdout=subprocess.PIPE)
        subprocess.run(["tar", "-x", "-C", folder], stdin=tar.stdout, check=True)
        for path in sorted(pathlib.Path(folder).rglob("*.json")):
            for package in json.loads(path.read_text()).get("packages", []):
                refs = [(r["referenceType"], r["referenceLocator"]) for r in package.get("externalRefs", [])]
                purl = next((name for kind, name in refs if kind == "purl"), None)
                cpes = [name for kind, name in refs if kind.endswith("cpe23Type")]
                if not purl or not package.get("versionInfo") or purl.startswith("pkg:oci"):
                    continue
                cpes.sort(key=lambda cpe: tuple(attributes(cpe)[2:5]) not in known)
                key = (package["name"], package["versionInfo"])
                weight[key] += 1
                if key not in packages or not packages[key]["cpe"]:
                    packages[key] = {
                        "name": key[0], "version": key[1], "part": "a", "cpe": cpes[0] if cpes else None, "purl": purl,
                    }
    # Packages with a CPE name first: others can be found by purl alone, which the other program does not ask.
    keys = sorted(packages)
    weights = [weight[key] * (4 if packages[key]["cpe"] else 1) for key in keys]
    chosen = set()
    while len(chosen) < many:
        chosen.add(chance.choices(keys, weights)[0])
    return [packages[key] for key in sorted(chosen)]


def lose_version(component):
    component["version"] = None
    if component["cpe"]:
        component["cpe"] = ":".join([*attributes(component["cpe"])[:5], *"********"])
    if component["purl"]:
        component["purl"] = component["purl"].split("?")[0].rsplit("@", 1)[0]


def cyclonedx(components):
    kinds = {"a": "application", "o": "operating-system", "h": "device"}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:5f0ad36c-9b21-4b8e-8a34-0e3f6f3c1d10",
        "version": 1,
        "components": [
            {"type": kinds[c["part"]], "bom-ref": c["ref"], **{k: c[k] for k in ("name", "version", "cpe", "purl") if c[k]}}
            for c in components
        ],
    }


def spdx(components):
    def name(kind, text):
        return {"type": "ExternalIdentifier", "externalIdentifierType": kind, "identifier": text}

    base = "https://bench.invalid/"
    elements = [
        {"type": "CreationInfo", "@id": "_:made", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z",
         "createdBy": [base + "agent"]},
        {"type": "SoftwareAgent", "spdxId": base + "agent", "creationInfo": "_:made", "name": "bench"},
    ]
    for c in components:
        package = {
            "type": "software_Package", "spdxId": base + c["ref"], "creationInfo": "_:made", "name": c["ref"],
            "software_primaryPurpose": "install",
            "externalIdentifier": [name(k, c[m]) for k, m in (("cpe23", "cpe"), ("packageUrl", "purl")) if c[m]],
        }
        if c["version"]:
            package["software_packageVersion"] = c["version"]
        elements.append(package)
    everything = [e["spdxId"] for e in elements if "spdxId" in e]
    whole = {"creationInfo": "_:made", "name": "bench", "profileConformance": ["core", "software"]}
    elements.append({"type": "software_Sbom", "spdxId": base + "sbom", **whole, "element": everything,
                     "rootElement": everything[1:]})
    elements.append({"type": "SpdxDocument", "spdxId": base + "document", **whole, "element": [*everything, base + "sbom"],
                     "rootElement": [base + "sbom"]})
    return {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": elements}


def main():
    real, records, out = map(pathlib.Path, sys.argv[1:4])
    many, seed = (int(text) for text in [*sys.argv[4:], "1000", "20261123"][:2])
    matches = list(criteria(records))
    known = {tuple(attributes(match["criteria"])[2:5]) for match in matches}
    for name, share, skew in (("usual", 10, 0), ("hard", 2, 0.5)):
        chance = random.Random(f"{seed} {name}")
        components = list(from_criteria(chance, matches, many // share, skew))
        components += from_images(chance, real, known, many - len(components))
        for component in chance.sample(components, many // 20):
            lose_version(component)
        for number, component in enumerate(components):
            component["ref"] = f"c{number}"
        for form, write in (("cdx", cyclonedx), ("spdx", spdx)):
            (out / f"{name}.{form}.json").write_text(json.dumps(write(components), indent=1))
        has = {member: sum(bool(c[member]) for c in components) for member in ("cpe", "purl", "version")}
        print(f"{name}: {len(components)} components; {has['cpe']} with a CPE name, {has['purl']} with a purl,"
              f" {len(components) - has['version']} without version")


main()

"""Holds the operator's JSON schemas against the JSON that the server answers.

schemas.py ADDRESS DATA ANSWERS
"""

import glob
import json
import re
import sys

import jsonschema
import referencing
import referencing.jsonschema

address, data, answers = sys.argv[1:4]

# What the schemas refuse and is answered all the same: why, the place, what is said.
DEFECTS = (
    ("the schemas of alerts know three of the five words for urgency", r"category/term$", "is not one of"),
    ("and three of their five labels", r"category/label$", "is not one of"),
    ("entries without a CVE have an empty one, as the operator's have", r"/cve$", "'' does not match"),
    ("weaknesses have no version in JVN's documents, and an empty one in the operator's answers", r"cwes/\d+/version$", ""),
    ("CWE-noinfo and CWE-Other are no numbers", r"cwes/\d+/id$", "does not match"),
    ("the shapes of STIX objects overlap", r"^objects/\d+$", "is not valid under any of the given schemas|is valid under each of"),
    ("of an entry that is held as an item alone no history is known", r"tracking/revision_history$", "should be non-empty"),
    ("nor the day of its disclosure", r"tracking$", "'public_date' is a required property"),
    ("a score of an entry without products", r"metrics/\d+/products$", "should be non-empty"),
    ("JVN's names keep percent signs in CPE 2.3", r"product_identification_helper/cpe$", "%"),
)
failed = held = 0
SCHEMAS = {
    "getVendorList": "jvnpid_1.0.json",
    "getProductList": "jvnpid_1.0.json",
    "getVulnOverviewList": "myjvn_feed_1.0.json",
    "getAlertList": "myjvn_feed_1.0.json",
    "getStatistics": "myjvn_statistics_1.0.json",
}
seen = {}


def load(name):
    with open(f"{data}/{name}", encoding="utf-8-sig") as file:
        return json.load(file)


def hold(label, validator, document):
    global failed, held
    held += 1
    for error in validator.iter_errors(document):
        place = "/".join(str(part) for part in error.absolute_path)
        for why, end, words in DEFECTS:
            if re.search(end, place) and re.search(words, error.message):
                seen[why] = seen.get(why, 0) + 1
                break
        else:
            failed += 1
            print(f"{label}: {place}: {error.message[:200]}")


def mended(schema):
    if isinstance(schema, dict):
        if ("$ref" in schema or "oneOf" in schema) and isinstance(schema.get("type"), dict):
            del schema["type"]
        for part in schema.values():
            mended(part)
    elif isinstance(schema, list):
        for part in schema:
            mended(part)


def elsewhere(address):
    """A schema that is asked for under FIRST's or another address and is held under its name."""
    name = address.split("?")[0].rsplit("/", 1)[1]
    for known in (name, name + ".json"):
        if known in oka:
            return referencing.Resource(contents=oka[known], specification=referencing.jsonschema.DRAFT202012)
    raise referencing.exceptions.NoSuchResource(ref=address)


alerts = load("schema-hnd/getalert1.json")
draft = jsonschema.validators.validator_for(alerts)
names = [path.rsplit("/", 1)[1] for path in glob.glob(f"{data}/schema-oka/*.json")]
oka = {name: load(f"schema-oka/{name}") for name in names}
# Two schemas carry an object where a type belongs, beside a reference that says it all.
for name in oka:
    mended(oka[name])
resources = []
for name, schema in oka.items():
    resource = referencing.Resource(contents=schema, specification=referencing.jsonschema.DRAFT202012)
    resources += [(name, resource), (schema.get("$id", name), resource)]
    # They name each other without the date that their own addresses carry.
    resources.append((f"https://jvndb.jvn.jp/schema/{name}", resource))
registry = referencing.Registry(retrieve=lambda address: elsewhere(address)).with_resources(resources)


def validator(name):
    return jsonschema.Draft202012Validator(oka[name], registry=registry)


for path in sorted(glob.glob(f"{answers}/*.json")):
    with open(path, encoding="utf-8") as file:
        answer = json.load(file)
    status = answer.get("status")
    if status is None:
        hold(path, draft(alerts), answer)
    elif status["method"] in SCHEMAS:
        hold(path, validator(SCHEMAS[status["method"]]), answer)
    elif "objects" in answer:
        hold(path, validator("myjvn_vuldef_1.0.stix.json"), answer)
    else:
        hold(path, validator("myjvn_vuldef_1.0.csaf.json"), answer)

print(f"{held} answers in JSON, {failed} faults")
for why, many in seen.items():
    print(f"  a defect of the schema: {why} ({many} times)")
sys.exit(1 if failed else 0)

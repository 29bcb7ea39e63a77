"""Holds the operator's JSON schemas against the JSON that the server answers.

schemas.py ADDRESS DATA ANSWERS
"""

import glob
import json
import sys

import jsonschema

address, data, answers = sys.argv[1:4]

# What the schemas refuse and is answered all the same, by the end of the place and a part of the message.
DEFECTS = {
    "the alert schemas know three of the five words for urgency": ("category/term", "is not one of"),
    "and three of the five labels": ("category/label", "is not one of"),
}
failed = held = 0
seen = {}


def load(name):
    with open(f"{data}/{name}", encoding="utf-8-sig") as file:
        return json.load(file)


def hold(label, validator, document):
    global failed, held
    held += 1
    for error in validator.iter_errors(document):
        place = "/".join(str(part) for part in error.absolute_path)
        for why, (end, words) in DEFECTS.items():
            if place.endswith(end) and words in error.message:
                seen[why] = seen.get(why, 0) + 1
                break
        else:
            failed += 1
            print(f"{label}: {place}: {error.message[:200]}")


alerts = load("schema-hnd/getalert1.json")
kind = jsonschema.validators.validator_for(alerts)
for path in sorted(glob.glob(f"{answers}/*.json")):
    with open(path, encoding="utf-8") as file:
        hold(path, kind(alerts), json.load(file))

print(f"{held} answers in JSON, {failed} faults")
for why, many in seen.items():
    print(f"  a defect of the schema: {why} ({many} times)")
sys.exit(1 if failed else 0)

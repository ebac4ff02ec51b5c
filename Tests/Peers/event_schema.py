"""Validates event data against its schema: event_schema.py SCHEMA_FOLDER SAMPLE_FOLDER; exit 1 when wrong.

Samples are named TYPE~N.json.
"""
import json
import pathlib
import sys

from jsonschema import Draft202012Validator


def main():
    schemas, samples = map(pathlib.Path, sys.argv[1:3])
    wrong = 0
    files = sorted(samples.glob("*.json"))
    for sample in files:
        schema = json.loads((schemas / (sample.name.split("~")[0] + ".json")).read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        for error in Draft202012Validator(schema).iter_errors(json.loads(sample.read_text(encoding="utf-8"))):
            print(f"{sample.name}: {error.json_path}: {error.message}")
            wrong += 1
    print(f"{len(files)} samples, {wrong} faults")
    sys.exit(1 if wrong or not files else 0)


main()

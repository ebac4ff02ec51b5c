"""Checks the site file's example against its JSON Schema with jsonschema and PyYAML, as an editor would.

usage: site_schema.py SCHEMA EXAMPLE
"""

import copy
import json
import re
import sys

import jsonschema
import yaml


def uncommented(text):
    """The example with every default written out: `#= key: value` becomes `key: value`."""
    return re.sub(r"^(\s*(?:- )?)#= (?=\w+: )", r"\1", text, flags=re.MULTILINE)


def broken(example):
    """Site files that the schema must refuse, each with what is wrong."""
    def variant(change):
        site = copy.deepcopy(example)
        change(site)
        return site

    yield "unknown key", variant(lambda s: s["site"].update(nmae="x"))
    yield "missing id", variant(lambda s: s["site"].pop("id"))
    yield "no pseudonym key", variant(lambda s: s["site"].pop("pseudonym_key"))
    yield "port out of range", variant(lambda s: s["field_listener"].update(port=65536))
    yield "plain http", variant(lambda s: s["uplink"].update(url="http://upstream.example/"))
    yield "both links", variant(lambda s: s["buses"][0].update(rtu={"path": "/dev/ttyS1"}))
    yield "no link", variant(lambda s: s["buses"][0].pop("tcp"))
    yield "two secrets", variant(lambda s: s["cameras"][0]["secret"].update(client_certificate="x"))
    yield "inline secret", variant(lambda s: s["cameras"][0].update(secret="hunter2"))
    yield "no access point", variant(lambda s: s["lanes"][0].update(access_points=[]))
    yield "upper-case id", variant(lambda s: s["lanes"][0].update(id="North"))


def main(schema_path, example_path):
    with open(schema_path, encoding="utf-8") as file:
        schema = json.load(file)
    with open(example_path, encoding="utf-8") as file:
        text = file.read()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    example = yaml.safe_load(text)
    defaults = yaml.safe_load(uncommented(text))
    for name, site in [("example", example), ("example with its defaults", defaults)]:
        for error in validator.iter_errors(site):
            sys.exit(f"{name}: {error.json_path}: {error.message}")
    refused = 0
    for name, site in broken(example):
        if validator.is_valid(site):
            sys.exit(f"not refused: {name}")
        refused += 1
    print(f"valid 2 refused {refused}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Stripe's OpenAPI extract as JSON Schemas, closed: a key that no schema knows is an error.

Added to the extract of 2022: what stripe-python 16.1 knows more, and `redaction`, which
only the documentation page shows.
"""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path

from jsonschema import Draft202012Validator

from kit.facts.type_hashes import TYPE_HASHES

SPEC = json.loads((Path(__file__).parents[1] / "data" / "sources.openapi.json").read_text())

FORM = "application/x-www-form-urlencoded"

TEXT_OR_NULL = {"type": ["string", "null"]}

#: Fields that came after the extract [SDK, FIX26], and the page's own.
NEWER = {
    "source": {
        "allow_redisplay": TEXT_OR_NULL,
        "mandate": {"type": "object"},
        "redaction": {"type": "null"},
    },
    "customer": {"customer_account": TEXT_OR_NULL},
    "source_type_card": dict.fromkeys(("description", "iin", "issuer"), TEXT_OR_NULL),
    "source_type_card_present": dict.fromkeys(("description", "iin", "issuer"), TEXT_OR_NULL),
    "source_type_three_d_secure": dict.fromkeys(("description", "iin", "issuer"), TEXT_OR_NULL),
    "api_errors": {"request_log_url": TEXT_OR_NULL},
    "source_order_item": {"description": TEXT_OR_NULL},
    "invoice_setting_customer_setting": {"rendering_options": {"type": ["object", "null"]}},
}


@cache
def validator(method, path):
    """A validator of what a route answers with 200."""
    operation = SPEC["paths"][path][method.lower()]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Draft202012Validator({**_converted(schema), "$defs": _definitions()})


@cache
def object_validator(name):
    """A validator of a kind of object by itself."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _definitions()})


@cache
def error_validator():
    """A validator of the error envelope."""
    return Draft202012Validator({"$ref": "#/$defs/error", "$defs": _definitions()})


def parameters(method, path):
    """The names that a route takes in its query or body."""
    operation = SPEC["paths"][path][method.lower()]
    names = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    body = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {})
    return names | set(body.get("properties", {}))


def routes():
    """Every (method, path) of the extract."""
    return [
        (method.upper(), path)
        for path, operations in SPEC["paths"].items()
        for method in operations
        if method in ("get", "post", "delete")
    ]


@cache
def _definitions():
    schemas = SPEC["components"]["schemas"]
    definitions = {name: _converted(schema) for name, schema in schemas.items()}
    for name, fields in NEWER.items():
        definitions[name]["properties"].update(fields)
    newest = "sepa_credit_transfer"
    definitions["source"]["properties"][newest] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: TEXT_OR_NULL for field in TYPE_HASHES[newest]},
    }
    for name in ("source", "source_transaction"):
        definitions[name]["properties"]["type"]["enum"].append(newest)
    # Any object may be inside an event; which one is checked where its type is known.
    definitions["notification_event_data"]["additionalProperties"] = True
    return definitions


def _converted(schema):
    """One OpenAPI 3.0 schema as JSON Schema: `nullable` becomes a type, objects are closed."""
    if isinstance(schema, list):
        return [_converted(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/$defs/")}
    converted = {
        name: _CONVERSIONS[name](inner) for name, inner in schema.items() if name in _CONVERSIONS
    }
    if converted.get("type") == "object" and "properties" in converted:
        converted.setdefault("additionalProperties", False)
    if schema.get("nullable"):
        return {"anyOf": [converted, {"type": "null"}]}
    return converted


_CONVERSIONS = {
    "properties": lambda value: {key: _converted(inner) for key, inner in value.items()},
    "anyOf": _converted,
    "items": _converted,
    "additionalProperties": _converted,
    **dict.fromkeys(("type", "enum", "required", "maxLength"), deepcopy),
}

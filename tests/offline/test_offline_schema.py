"""Every route of Stripe's schema answers by it, for all 19 types of sources."""

import json
import re

import pytest
from stripe_schema import SPEC, error_validator, parameters, routes, validator

from kit.facts.source_types import SOURCE_TYPES
from kit.facts.type_hashes import TYPE_HASHES
from kit.offline.errors import ApiError
from kit.offline.protocol.params import checked_params
from kit.offline.resources.routes import STRIPE_ROUTES

#: What the account takes beyond the extract: hashes named like the type [D], newer fields.
BEYOND = {"POST /v1/sources": set(SOURCE_TYPES)}


def template(route):
    """A route's path as the schema writes it."""
    names = {
        "/v1/customers": ["customer", "id"],
        "/v1/sources": ["source"],
        "/v1/events": ["id"],
    }
    root = "/".join(route.path.split("/")[:3])
    path = route.path
    for name in names[root]:
        path = path.replace("{}", f"{{{name}}}", 1)
    return path


#: Routes of Stripe's that the extract does not hold, with the parameters that they take there.
NOT_IN_THE_EXTRACT = {
    "POST /v1/customers/{}/sources/{}/verify": {"amounts", "expand"},
    "GET /v1/sources/{}/mandate_notifications/{}": {"expand"},
    "POST /v1/webhook_endpoints": {
        *("api_version", "description", "enabled_events", "expand", "metadata", "url"),
    },
    "GET /v1/webhook_endpoints": {"ending_before", "expand", "limit", "starting_after"},
    "GET /v1/webhook_endpoints/{}": {"expand"},
    "POST /v1/webhook_endpoints/{}": {
        *("description", "disabled", "enabled_events", "expand", "metadata", "url"),
    },
    "DELETE /v1/webhook_endpoints/{}": set(),
}

IN_THE_EXTRACT = [
    route for route in STRIPE_ROUTES if f"{route.method} {route.path}" not in NOT_IN_THE_EXTRACT
]


def test_every_route_of_the_schema_exists_and_no_other():
    """The account's routes are the schema's routes, and those named above."""
    assert {(route.method, template(route)) for route in IN_THE_EXTRACT} == set(routes())
    assert len(IN_THE_EXTRACT) + len(NOT_IN_THE_EXTRACT) == len(STRIPE_ROUTES)


def test_routes_beyond_the_extract_take_what_stripes_take():
    """Their parameters are those that Stripe's API reference names, but for `connect`."""
    taken = {f"{route.method} {route.path}": set(route.parameters) for route in STRIPE_ROUTES}
    assert {name: taken[name] for name in NOT_IN_THE_EXTRACT} == NOT_IN_THE_EXTRACT


@pytest.mark.parametrize("route", IN_THE_EXTRACT, ids=lambda route: f"{route.method} {route.path}")
def test_every_route_takes_the_schemas_parameters_and_no_other(route):
    """The names that a route takes are the schema's, and those named here."""
    name = f"{route.method} {route.path}"
    expected = parameters(route.method, template(route)) | BEYOND.get(name, set())
    assert set(route.parameters) == expected


def _enums(schema, path=()):
    """Every enumeration among a body's parameters: (path, values)."""
    for name, inner in schema.get("properties", {}).items():
        for each in (inner, *inner.get("anyOf", ())):
            if "enum" in each and each["enum"] != [""]:
                yield (*path, name), each["enum"]
            yield from _enums(each, (*path, name))
            yield from _enums(each.get("items", {}), (*path, name, "0"))


def _bodies():
    for method, path in routes():
        content = SPEC["paths"][path][method.lower()].get("requestBody", {}).get("content", {})
        for media in content.values():
            for names, values in _enums(media["schema"]):
                yield method, path, names, values


@pytest.mark.parametrize(
    ("method", "path", "names", "values"),
    [case for case in _bodies() if "tax_id_data" not in case[2]],
)
def test_enumerations_are_the_schemas(method, path, names, values):
    """Each value of an enumeration is taken, any other refused by the parameter's name."""
    checks = next(
        route.parameters
        for route in IN_THE_EXTRACT
        if (route.method, template(route)) == (method, path)
    )
    head, *rest = names
    name = head + "".join(f"[{step}]" for step in rest)
    assert refused_param(checks, names, "no such value") == name
    for value in values:
        assert refused_param(checks, names, value) != name


def refused_param(checks, names, value):
    """The parameter that is refused when this value stands at this place, if one is."""
    given = value
    for name in reversed(names):
        given = {name: given}
    try:
        checked_params(given, checks)
    except ApiError as refused:
        return refused.param
    return None


SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"


class Walk:
    """Calls routes and checks every answer by the schema of its route."""

    def __init__(self, api):
        self.api = api
        self.seen = set()

    def __call__(self, method, path, ids=(), params=(), status=200):
        """One call; ids go into the path's places in order."""
        url = path
        for each in ids:
            url = re.sub("{[a-z]+}", each, url, count=1)
        answer = self.api.call(method, url, params)
        assert answer.status == status, answer.json
        if status == 200:
            self.seen.add((method, path))
            check(validator(method, path), answer.json)
        else:
            check(error_validator(), answer.json)
        return answer.json


def check(schema, document):
    """Raise what the schema finds wrong, with its place."""
    for error in schema.iter_errors(document):
        best = min(error.context, key=lambda each: -len(each.path), default=error)
        pytest.fail(f"{list(best.absolute_path)}: {best.message}")


@pytest.mark.parametrize("type", SOURCE_TYPES)
def test_every_route_answers_by_the_schema_for_every_type(api, type):
    """A source's whole life, with all its events, in answers that the schema accepts."""
    walk, practice = Walk(api), api.practice
    customer = walk("POST", "/v1/customers", params={"email": "a@example.com"})["id"]
    other = walk(
        "POST", "/v1/customers", params={"name": "Ö", "address[city]": "Rome", "metadata[a]": "1"}
    )["id"]
    assert api.new_source(type).keys() >= {type, "client_secret", "owner"}
    source = walk(
        "POST",
        "/v1/sources",
        params={
            "type": type,
            "amount": 1000,
            "currency": (SOURCE_TYPES[type].currencies or ("usd",))[0],
            "redirect[return_url]": "https://example.com/back",
            "owner[address][line1]": "1 Way",
            "metadata[k]": "v",
            "source_order[items][0][type]": "sku",
            "source_order[items][0][amount]": 1000,
            "statement_descriptor": "KIT",
        },
    )
    assert (source["type"], source["flow"]) == (type, SOURCE_TYPES[type].flow)
    assert set(source[type]) <= {field.name for field in TYPE_HASHES[type]}
    one = (customer, source["id"])
    walk("GET", "/v1/sources/{source}", [source["id"]])
    walk("POST", "/v1/sources/{source}", [source["id"]], {"owner[email]": "b@example.com"})
    if source["flow"] == "code_verification":
        values = {"values[]": ["1"]}
        walk("POST", "/v1/sources/{source}/verify", [source["id"]], values, status=400)
    walk("POST", "/v1/customers/{customer}/sources", [customer], {"source": source["id"]})
    if "receiver" in source:
        practice.receive_funds(source["id"], 1000)
        got = walk("GET", "/v1/sources/{source}/source_transactions", [source["id"]])
        assert [each["amount"] for each in got["data"]] == [1000]
    elif source["status"] == "pending":
        practice.authorize(source["id"])
    walk("GET", "/v1/customers/{customer}/sources/{id}", one)
    walk("POST", "/v1/customers/{customer}/sources/{id}", one, {"metadata[k]": ""})
    walk("GET", "/v1/customers/{customer}/sources", [customer])
    expand = {"expand[0]": "default_source", "expand[1]": "sources"}
    walk("GET", "/v1/customers/{customer}", [customer], expand)
    second = api.new_source("card")["id"]
    walk("POST", "/v1/customers/{customer}", [customer], {"source": second, "phone": "1"})
    walk("POST", "/v1/customers/{customer}/sources", [other], {"source": "tok_visa"})
    walk("GET", "/v1/customers", params={"limit": 100, "expand[]": "data.sources"})
    practice.charge(second)
    walk("DELETE", "/v1/customers/{customer}/sources/{id}", (customer, second))
    walk("DELETE", "/v1/customers/{customer}", [other])
    walk("GET", "/v1/customers/{customer}", [other])
    walk("GET", "/v1/customers/search", params={"query": "email:'a@example.com'"})
    practice.advance(days=8)
    walk("GET", "/v1/sources/{source}", [source["id"]])
    events = walk("GET", "/v1/events", params={"limit": 100})["data"]
    walk("GET", "/v1/events/{id}", [events[0]["id"]])
    check_event_objects(events)


def check_event_objects(events):
    """What an event is about is checked by the schema of its kind."""
    by_kind = {
        "source": ("GET", "/v1/sources/{source}"),
        "customer": ("GET", "/v1/customers/{customer}"),
        "card": ("GET", "/v1/customers/{customer}/sources/{id}"),
    }
    for event in events:
        about = event["data"]["object"]
        if about["object"] in by_kind:
            check(validator(*by_kind[about["object"]]), about)


def test_one_walk_sees_every_route(api):
    """All routes of the schema are among those that were walked."""
    walk = Walk(api)
    customer = walk("POST", "/v1/customers")["id"]
    debit = walk("POST", "/v1/sources", params={"type": "ach_debit"})["id"]
    values = {"values[0]": "32", "values[1]": "45"}
    walk("POST", "/v1/sources/{source}/verify", [debit], values)
    walk("POST", "/v1/sources/{source}", [debit])
    walk("GET", "/v1/sources/{source}", [debit])
    walk("GET", "/v1/sources/{source}/source_transactions", [debit])
    walk("POST", "/v1/customers/{customer}/sources", [customer], {"source": debit})
    walk("GET", "/v1/customers/{customer}/sources", [customer])
    for method in ("GET", "POST", "DELETE"):
        walk(method, "/v1/customers/{customer}/sources/{id}", (customer, debit))
    walk("GET", "/v1/customers")
    walk("GET", "/v1/customers/search", params={"query": "created>0"})
    event = walk("GET", "/v1/events")["data"][0]["id"]
    walk("GET", "/v1/events/{id}", [event])
    for method in ("GET", "POST", "DELETE"):
        walk(method, "/v1/customers/{customer}", [customer])
    assert walk.seen == set(routes())


def test_cards_and_bank_accounts_answer_by_the_schema(api):
    """Tokens and card fields become cards and bank accounts, and are deleted as such."""
    walk = Walk(api)
    customer = api.new_customer()["id"]
    collection, one = "/v1/customers/{customer}/sources", "/v1/customers/{customer}/sources/{id}"
    fields = {"object": "card", "number": "4242424242424242", "exp_month": 4, "exp_year": 2031}
    for params in (
        {"source": "tok_mastercard", "metadata[k]": "v"},
        {f"source[{name}]": value for name, value in fields.items()},
        {"bank_account": "btok_us_verified"},
    ):
        made = walk("POST", collection, [customer], params)
        assert made["customer"] == customer
        walk("GET", one, (customer, made["id"]))
        walk("POST", one, (customer, made["id"]), {"metadata[a]": "b", "exp_year": "2033"})
        kept = walk("GET", one, (customer, made["id"]), {"expand[]": "customer"})
        assert kept["customer"]["id"] == customer
        gone = walk("DELETE", one, (customer, made["id"]))
        assert gone == {"id": made["id"], "object": made["object"], "deleted": True}
        walk("GET", one, (customer, made["id"]), status=404)


def test_absent_keys_are_absent(api):
    """What Stripe leaves out is left out: an unattached source has no customer, and so on."""
    source = api.new_source("card")
    assert not {"customer", "receiver", "redirect", "code_verification", "source_order"} & set(
        source
    )
    assert "sources" not in api.new_customer()
    assert "redirect" in api.new_source("multibanco")


def test_practice_data_keeps_to_the_schema_too(api):
    """All that a new account holds is as the routes would have made it."""
    page = api.get("/v1/customers", {"limit": 100, "expand[]": "data.sources"}).json
    check(validator("GET", "/v1/customers"), page)
    check(validator("GET", "/v1/events"), api.get("/v1/events", {"limit": 100}).json)
    assert json.dumps(page).count('"object": "source"') > 5

"""Every row of Stripe's error table, once."""

# ruff: noqa: E501 - a row of a table is a line

from urllib.parse import quote

import pytest

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
ATTACH = f"/v1/customers/{CUSTOMER}/sources"
IN_USE = (
    "There is currently another in-progress request using this Idempotent Key (that probably "
    "means you submitted twice, and the other request is still going through): k. Please try "
    "again later."
)
CONSUMED = (
    "The reusable source you provided is consumed because it was previously charged without being "
    "attached to a customer or was detached from a customer. To charge a reusable source multiple "
    "time you must attach it to a customer first."
)
PAYMENT_METHOD = (
    "You cannot use a PaymentMethod as a source for Customers. Instead, use the PaymentMethods API "
    "to Attach a Customer to a PaymentMethod. See "
    "https://stripe.com/docs/api/payment_methods/attach"
)
EMPTY_SOURCE = (
    "You passed an empty string for 'source'. We assume empty values are an attempt to unset a "
    "parameter; however 'source' cannot be unset. You should remove 'source' from your request or "
    "supply a non-empty value."
)
NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, "
    "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
    "https://stripe.com/docs/api#authentication for details, or we can help at "
    "https://support.stripe.com/."
)
PUBLISHABLE = (
    "This API call cannot be made with a publishable API key. Please use a secret API key. You can "
    "find a list of your API keys at https://dashboard.stripe.com/account/apikeys."
)
EMPTY_CUSTOMER = (
    "Unrecognized request URL (POST: /v1/customers//sources). If you are trying to list objects, "
    "remove the trailing slash. If you are trying to retrieve an object, make sure you passed a "
    "valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help "
    "at https://support.stripe.com/."
)
OTHER_PARAMETERS = (
    "Keys for idempotent requests can only be used with the same parameters they were first used "
    "with. Try using a key other than 'k' if you meant to execute a different request."
)
OTHER_ENDPOINT = (
    "Keys for idempotent requests can only be used for the same endpoint they were first used for "
    f"('/v1/sources' vs '{ATTACH}'). Try using a key other than 'k' if you meant to execute a "
    "different request."
)
LOCKED = (
    "This object cannot be accessed right now because another API request or Stripe process is "
    "currently accessing it. If you see this error intermittently, retry the request. If you see "
    "this error frequently and are making multiple concurrent requests to a single object, make "
    "your requests serially or at a lower rate."
)
RATE_LIMIT = (
    "Request rate limit exceeded. You can learn more about rate limits here "
    "https://stripe.com/docs/rate-limits."
)
LIVE = "; a similar object exists in live mode, but a test mode key was used to make this request."


def attach(api, source=SOURCE, customer=CUSTOMER, **params):
    """POST the page's attach, with something changed."""
    return api.post(f"/v1/customers/{customer}/sources", {"source": source, **params})


def with_key(key):
    """The attach with another API key."""

    def send(api):
        api.key = key
        return attach(api)

    return send


def unknown_customer(api):
    """No customer has this id."""
    return attach(api, customer="cus_x")


def deleted_customer(api):
    """The customer was there once."""
    api.delete(f"/v1/customers/{CUSTOMER}")
    return attach(api)


def empty_customer(api):
    """The path names no customer."""
    return attach(api, customer="")


def unknown_source(api):
    """No source has this id."""
    return attach(api, "src_x")


def already_attached_here(api):
    """The same attach twice."""
    attach(api)
    return attach(api)


def already_attached_elsewhere(api):
    """The source of another customer."""
    attach(api)
    return attach(api, customer=api.new_customer()["id"])


def consumed(api):
    """A source that was detached."""
    attach(api)
    api.delete(f"{ATTACH}/{SOURCE}")
    return attach(api)


def canceled(api):
    """A source whose time ran out."""
    source = api.new_source("ideal")
    api.practice.authorize(source["id"])
    api.practice.advance(hours=6)
    return attach(api, source["id"])


def failed(api):
    """A source whose payer declined."""
    source = api.new_source("ideal")
    api.practice.decline(source["id"])
    return attach(api, source["id"])


def no_authorization(api):
    """The attach without a key."""
    return api.post(ATTACH, {"source": SOURCE}, Authorization=None)


def live_customer(api):
    """A customer that live mode has."""
    customer, _ = api.practice.state()["live_objects"]
    return attach(api, customer=customer)


def live_source(api):
    """A source that live mode has."""
    _, source = api.practice.state()["live_objects"]
    return attach(api, source)


def too_many_keys(api):
    """Metadata of 51 keys."""
    return attach(api, **{f"metadata[k{n}]": "v" for n in range(51)})


def other_parameters(api):
    """An idempotency key with another body."""
    api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "k"})
    return api.post(ATTACH, {"source": "src_x"}, **{"Idempotency-Key": "k"})


def other_endpoint(api):
    """An idempotency key on another path."""
    api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "k"})
    return api.post("/v1/sources", {"type": "card"}, **{"Idempotency-Key": "k"})


def long_idempotency_key(api):
    """A key of 256 characters."""
    return api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "k" * 256})


def empty_idempotency_key(api):
    """A key of none."""
    return api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": ""})


def key_in_use(api):
    """A key whose first request is not answered yet."""
    api.practice.set_faults(next=["key_in_use"])
    return api.post(ATTACH, {"source": SOURCE}, **{"Idempotency-Key": "k"})


def fault(name):
    """The attach while something goes wrong."""

    def send(api):
        api.practice.set_faults(next=[name])
        return attach(api)

    return send


def no_such(what, of):
    """Stripe's sentence for an unknown id."""
    return f"No such {what}: '{of}'"


INVALID = "invalid_request_error"
ROWS = [
    # what is sent, status, code, param, message
    (unknown_customer, 404, "resource_missing", "customer", no_such("customer", "cus_x")),
    (deleted_customer, 404, "resource_missing", "customer", no_such("customer", CUSTOMER)),
    (empty_customer, 404, None, None, EMPTY_CUSTOMER),
    (unknown_source, 400, "resource_missing", "source", no_such("source", "src_x")),
    (already_attached_here, 400, None, None, "The source you provided has already been attached to a customer."),
    (already_attached_elsewhere, 400, None, None, "The source you provided has already been attached to a customer."),
    (consumed, 400, None, None, CONSUMED),
    (canceled, 400, "invalid_source_usage", None, "The source you provided is not in a chargeable state."),
    (failed, 400, "invalid_source_usage", None, "The source you provided is not in a chargeable state."),
    (lambda api: attach(api, "pm_1"), 400, None, None, PAYMENT_METHOD),
    (lambda api: attach(api, "not an id"), 400, None, None, "'not an id' is not a supported source object."),
    (lambda api: api.post(ATTACH), 400, "parameter_missing", "source", "Missing required param: source."),
    (lambda api: attach(api, ""), 400, "parameter_invalid_empty", "source", EMPTY_SOURCE),
    (lambda api: attach(api, foo="1"), 400, "parameter_unknown", "foo", "Received unknown parameter: foo"),
    (lambda api: attach(api, metdata="1"), 400, "parameter_unknown", "metdata", "Received unknown parameter: metdata. Did you mean metadata?"),
    (with_key("sk_live_0000000000yrW3"), 401, None, None, "Invalid API Key provided: sk_live_**********yrW3"),
    (with_key("sk_test_expired_00006789"), 401, "api_key_expired", None, "Expired API Key provided: sk_test_************6789"),
    (no_authorization, 401, None, None, NO_KEY),
    (with_key("pk_test_1234"), 401, "secret_key_required", None, PUBLISHABLE),
    (with_key("rk_test_12345qs8Kgd"), 403, None, None, "The provided key 'rk_test_*****qs8Kgd' does not have the required permissions for this endpoint on account 'acct_1032D82eZvKYlo2C'. Having the 'rak_customer_write' permission would allow this request to continue."),
    (live_customer, 404, "resource_missing", "customer", LIVE),
    (live_source, 400, "resource_missing", "source", LIVE),
    (too_many_keys, 400, None, "metadata", "Metadata can have up to 50 keys, but you've set 51. Email us at support+metadata@stripe.com for more information."),
    (lambda api: attach(api, **{f"metadata[{'k' * 41}]": "v"}), 400, None, "metadata", f"Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: {'k' * 41}"),
    (lambda api: attach(api, **{"metadata[k]": "v" * 501}), 400, None, "metadata", f"Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. Invalid value: {'v' * 501}"),
    (lambda api: attach(api, **{"metadata[k[x]]": "v"}), 400, None, "metadata", "Parameter names may not hold unbalanced or nested square brackets."),
    (other_parameters, 400, None, None, OTHER_PARAMETERS),
    (other_endpoint, 400, None, None, OTHER_ENDPOINT),
    (key_in_use, 409, "idempotency_key_in_use", None, IN_USE),
    (long_idempotency_key, 400, None, None, "Idempotency Key must be a non-empty string."),
    (empty_idempotency_key, 400, None, None, "Idempotency Key must be a non-empty string."),
    (fault("rate_limited"), 429, "rate_limit", None, RATE_LIMIT),
    (fault("lock_timeout"), 429, "lock_timeout", None, LOCKED),
    (fault("error_before"), 500, None, None, "An unknown error occurred"),
]  # fmt: skip
TYPES = {other_parameters: "idempotency_error", other_endpoint: "idempotency_error"}


@pytest.mark.parametrize(("send", "status", "code", "param", "message"), ROWS)
def test_a_refusal_has_the_status_fields_and_words_of_its_row(
    api, send, status, code, param, message
):
    """Status, type, code, param, message and links of one row of the table."""
    answer = send(api)
    assert answer.status == status
    error = answer.error
    kind = "api_error" if status == 500 else TYPES.get(send, INVALID)
    assert (error["type"], error.get("code"), error.get("param")) == (kind, code, param)
    assert error["message"].endswith(message)
    request_id = answer.headers["request-id"]
    assert error["request_log_url"] == (
        "https://dashboard.stripe.com/acct_1032D82eZvKYlo2C/test/workbench/logs"
        f"?object={request_id}"
    )
    doc_url = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}" if code else None
    assert error.get("doc_url") == doc_url
    assert list(error) == sorted(error)


#: These attach or delete something first, in order to be refused then.
PREPARED = (
    deleted_customer,
    already_attached_here,
    already_attached_elsewhere,
    consumed,
    other_parameters,
    other_endpoint,
)


@pytest.mark.parametrize("send", [row[0] for row in ROWS if row[0] not in PREPARED])
def test_a_refusal_changes_nothing(api, send):
    """What a refused attach left behind is what was there before it."""
    send(api)
    api.key = api.server.key
    source = api.get(f"/v1/sources/{SOURCE}").json
    assert "customer" not in source
    assert source["metadata"] == {}


def test_ids_in_the_path_of_direct_routes_are_named_id(api):
    """An unknown customer is `id` where the customer itself was asked for."""
    answer = api.get("/v1/customers/cus_x")
    assert (answer.status, answer.error["param"]) == (404, "id")


@pytest.mark.parametrize(
    ("method", "path", "params", "status", "param", "message"),
    [
        ("GET", "/v1/sources/src_x", {}, 404, "source", "No such source: 'src_x'"),
        ("POST", "/v1/sources/src_x", {}, 404, "source", "No such source: 'src_x'"),
        ("GET", f"{ATTACH}/src_x", {}, 404, "id", "No such source: 'src_x'"),
        ("DELETE", f"{ATTACH}/src_x", {}, 404, "id", "No such source: 'src_x'"),
        ("DELETE", f"{ATTACH}/{SOURCE}", {}, 404, "id", f"No such source: '{SOURCE}'"),
        ("GET", "/v1/events/evt_x", {}, 404, "id", "No such event: 'evt_x'"),
        ("POST", f"/v1/customers/{CUSTOMER}", {"default_source": SOURCE}, 400, "source",
         f"No such source: '{SOURCE}'"),
        ("POST", "/v1/sources", {}, 400, "type", "Missing required param: type."),
        ("POST", "/v1/sources", {"type": "cash"}, 400, "type", "Invalid type: must be one of "),
        ("POST", "/v1/sources", {"type": "card", "usage": "twice"}, 400, "usage",
         "Invalid usage: must be one of reusable or single_use"),
        ("POST", "/v1/sources", {"type": "ideal"}, 400, "amount", "Missing required param: amount"),
        ("POST", "/v1/sources", {"type": "ideal", "amount": 1, "currency": "eur"}, 400,
         "redirect[return_url]", "Missing required param: redirect[return_url]."),
        ("POST", "/v1/sources", {"type": "ideal", "usage": "reusable"}, 400, "usage", "Invalid"),
        ("POST", "/v1/sources", {"type": "card", "flow": "receiver"}, 400, "flow", "Invalid flow"),
        ("POST", "/v1/sources", {"type": "card", "token": "tok_x"}, 400, "token",
         "No such token: 'tok_x'"),
        ("POST", "/v1/sources", {"type": "card", "owner[shoe]": "42"}, 400, "owner[shoe]",
         "Received unknown parameter: owner[shoe]"),
        ("POST", "/v1/sources", {"type": "card", "owner": "me"}, 400, "owner", "Invalid object"),
        ("POST", "/v1/sources", {"type": "card", "amount": "1.5"}, 400, "amount",
         "Invalid integer: 1.5"),
        ("GET", "/v1/customers", {"limit": 101}, 400, "limit",
         "This value must be less than or equal to 100."),
        ("GET", "/v1/customers", {"limit": 0}, 400, "limit",
         "This value must be greater than or equal to 1."),
        ("GET", "/v1/customers", {"starting_after": "cus_x"}, 400, "starting_after",
         "No such customer: 'cus_x'"),
        ("GET", "/v1/customers", {"colour": "red"}, 400, "colour",
         "Received unknown parameter: colour"),
        ("GET", "/v1/events", {"delivery_success": "maybe"}, 400, "delivery_success",
         "Invalid boolean: maybe"),
        ("POST", ATTACH, {"card[number]": "4242424242424241", "card[exp_month]": 1,
                          "card[exp_year]": 2030}, 402, None, "Your card number is incorrect."),
        ("POST", ATTACH, {"source": "tok_chargeDeclined"}, 402, None, "Your card was declined."),
    ],
)  # fmt: skip
def test_other_routes_refuse_by_name_too(api, method, path, params, status, param, message):
    """Unknown ids, and parameters that are missing, unknown or misshapen, on every route."""
    answer = api.call(method, path, params)
    assert answer.status == status, answer.json
    assert answer.error["message"].startswith(message)
    assert answer.error.get("param") == param


def test_an_unknown_url_is_refused_whatever_the_method(api):
    """What is no route answers 404 and names method and URL."""
    for method, path in (("GET", "/v1/charges"), ("DELETE", "/v1/sources/src_x"), ("GET", "/")):
        answer = api.call(method, path)
        assert answer.status == 404
        assert answer.error["message"].startswith(f"Unrecognized request URL ({method}: {path}).")


def test_a_refused_id_may_hold_anything(api):
    """An id with a slash or with letters of any script comes back as it was sent."""
    for name in ("cus/../x", "cus_ü", "cus 1?", "cus_%", "'"):
        answer = api.get(f"/v1/customers/{quote(name, safe='')}")
        assert answer.error["message"] == f"No such customer: '{name}'"


@pytest.mark.parametrize(
    ("param", "value"), [("exp_month", "ab"), ("exp_month", "13"), ("exp_year", "soon")]
)
def test_a_cards_expiry_is_a_number(api, param, value):
    """What is no month and no year is refused by name, and changes nothing."""
    card = api.made(ATTACH, source="tok_visa")
    refused = api.post(f"{ATTACH}/{card['id']}", {param: value})
    assert (refused.status, refused.error["param"]) == (400, param)
    changed = api.made(f"{ATTACH}/{card['id']}", exp_month="09", exp_year="2031")
    assert (changed["exp_month"], changed["exp_year"]) == (9, 2031)

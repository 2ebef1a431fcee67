"""Whatever comes instead of Stripe's answer, no call believes it, and none breaks raw."""

from __future__ import annotations

import itertools
import traceback

import pytest
from foreign_answers import KINDS, ForeignProxy

import kit
from kit.errors import NotStripesAnswer, StripeRefused, StripeUnreachable
from kit.gateway.stripe_api import StripeApi
from kit.models.attach_request import AttachRequest
from kit.offline import OfflineServer

PAGE_CUSTOMER = "cus_9s6XKzkNRiz8i3"
KEY = "sk_test_aKeyThatNobodyMaySee"

#: What each kind is called by the error; None where nothing whole came at all.
CAME = {
    **{kind: "redirect" for kind in KINDS if kind.startswith("redirect")},
    **{kind: "web page" for kind in KINDS if kind.startswith("nginx")},
    "html_200": "web page",
    "html_200_after": "web page",
    "html_as_json": "web page",
    "captive_portal": "web page",
    "gzip_of_a_page": "web page",
    "waf_403": "web page",
    "envelope_as_html": "web page",
    "empty_200": "empty answer",
    "empty_400": "empty answer",
    "cut_in_the_headers_after": "empty answer",
    "no_content_204": "other status",
    "no_content_204_after": "other status",
    "early_hints_103": "other status",
    "text_plain_json_after": "other text",
    **dict.fromkeys(("empty_array", "null", "number", "text_in_json"), "other JSON"),
    **dict.fromkeys(
        (
            "edge_json_401",
            "edge_json_403",
            "edge_json_403_after",
            "edge_json_404",
            "edge_json_429",
            "error_null",
            "error_of_numbers",
        ),
        "other JSON",
    ),
    **dict.fromkeys(
        (
            "deep_json",
            "deep_error",
            "lone_surrogate",
            "truncated_json_after",
            "bom_json_after",
            "nan_json_after",
            "duplicate_keys_after",
            "latin1_after",
            "length_too_short_after",
        ),
        "broken JSON",
    ),
    **dict.fromkeys(
        ("empty_object", "no_request_id_after", "envelope_without_request_id"), "no request id"
    ),
    **dict.fromkeys(
        (
            "empty_object_with_request_id",
            "strangers_list",
            "error_in_200",
            "crossed",
            "another_customer",
            "another_id",
            "another_object",
            "as_it_was_before",
        ),
        "another answer",
    ),
    **dict.fromkeys(
        (
            "gzip_garbage_after",
            "length_too_long_after",
            "no_answer_after",
            "byte_by_byte_after",
            "huge_header_after",
            "many_headers_after",
            "no_http",
            "continue_without_end",
        ),
    ),
}


SLOW = {"byte_by_byte_after", "continue_without_end"}


@pytest.fixture(scope="module")
def offline():
    """One account behind all proxies."""
    with OfflineServer(customers=20) as server:
        yield server


@pytest.fixture
def upstream(offline):
    """The way round the proxy, to look at the truth."""
    api = StripeApi(offline.key, offline.api_base)
    yield api
    api.close()


@pytest.fixture(params=KINDS)
def proxy(request, offline):
    """A proxy of each kind that answers everything so."""
    with ForeignProxy(offline.api_base, request.param) as proxy:
        proxy.name = request.param
        yield proxy


@pytest.fixture
def api(proxy):
    """The border, through the proxy, with little patience."""
    # Where an answer is a byte at a time, the deadline is what ends it; elsewhere it is far.
    timeout = 0.8 if proxy.name in SLOW else 30
    api = StripeApi(KEY, proxy.api_base, retries=0, timeout=timeout)
    yield api
    api.close()


_keys = itertools.count()


def _card(upstream):
    params = {"type": "card", "token": "tok_visa"}
    return upstream.create_source(params, idempotency_key=f"card-{next(_keys)}").data["id"]


def _attach(source):
    return AttachRequest(customer=PAGE_CUSTOMER, source=source, idempotency_key=f"key-{source}")


#: The calls that may have changed something when no answer came.
WRITES = {"attach", "detach", "create_source", "create_customer"}


def _asked(api, upstream):
    """Each call of the border, ready to be made, with the ids it is about."""
    source = _card(upstream)
    attached = _card(upstream)
    upstream.attach(_attach(attached))
    key = f"new-{next(_keys)}"
    sepa = {"type": "sepa_debit", "sepa_debit": {"iban": "DE89370400440532013000"}}
    return {
        "attach": lambda: api.attach(_attach(source)).data["customer"] == PAGE_CUSTOMER,
        "source": lambda: api.source(source).data["id"] == source,
        "customer": lambda: api.customer(PAGE_CUSTOMER).data["id"] == PAGE_CUSTOMER,
        "create_source": lambda: (
            api.create_source(sepa | {"currency": "eur"}, idempotency_key=key).data["type"]
            == "sepa_debit"
        ),
        "create_customer": lambda: (
            api.create_customer({"name": "New"}, idempotency_key=f"{key}-c").data["name"] == "New"
        ),
        "customers": lambda: next(api.customers({})).data["url"] == "/v1/customers",
        "search": lambda: (
            next(api.search_customers({"query": 'name~"Jen"'})).data["object"] == "search_result"
        ),
        "sources": lambda: all(
            each["customer"] == PAGE_CUSTOMER
            for each in next(api.customer_sources(PAGE_CUSTOMER, {})).data["data"]
        ),
        "events": lambda: next(api.events({})).data["url"] == "/v1/events",
        "detach": lambda: api.detach(PAGE_CUSTOMER, attached).data["id"] == attached,
    }


def test_there_are_kinds_enough_and_each_has_its_name():
    """The catalogue and the table of names go together."""
    assert len(KINDS) >= 25
    assert set(CAME) == {name for name, kind in KINDS.items() if not kind.harmless}


def test_no_call_believes_what_is_not_stripes(proxy, api, upstream):
    """Each call says in an error of the kit's that it got no answer, or got the true one."""
    for name, call in _asked(api, upstream).items():
        if proxy.name in SLOW and name not in {"attach", "customers"}:
            continue
        hits = proxy.hits
        error = _met(call)
        if KINDS[proxy.name].harmless or proxy.hits == hits:
            assert error is None
        else:
            _check_error(error, proxy, reads=name not in WRITES)
    assert proxy.hits
    assert proxy.strays == 0


def _met(call):
    """The error that ``call`` met, None when it got a true answer."""
    try:
        true = call()
    except StripeUnreachable as error:
        return error
    assert true
    return None


def _check_error(error, proxy, *, reads):
    came = CAME[proxy.name]
    assert isinstance(error, StripeUnreachable)
    assert isinstance(error, NotStripesAnswer) == (came is not None), error
    if came is not None:
        status = error.http_status
        assert error.came in {came, "another answer"}, (error, came)
        assert error.edge == (status >= 400)
    assert str(error).startswith("Could not ")
    # What only reads cannot have changed anything; of a write nobody knows.
    assert ("Nothing was changed" if reads else "read the object back") in str(error)
    shown = traceback.TracebackException.from_exception(error, capture_locals=True).format()
    assert KEY not in "".join(shown)


def test_a_healed_way_is_used_as_if_nothing_had_been(proxy, api, upstream):
    """No connection on which something foreign came is used again; the next answers are true."""
    calls = _asked(api, upstream)
    for name in ("source", "customers", "attach"):
        _met(calls[name])
    proxy.heal()
    for name in ("source", "customer", "customers", "create_source", "attach", "detach"):
        assert calls[name](), name


def test_an_attach_is_never_believed_that_was_not_done(proxy, api, upstream):
    """What counts as attached is attached, and what counts as unknown can be settled by reading."""
    source = _card(upstream)
    if _met(lambda: api.attach(_attach(source))) is None:
        assert upstream.source(source).data["customer"] == PAGE_CUSTOMER
    proxy.heal()
    # The same key again: the account replays what it did, or does it now.
    assert api.attach(_attach(source)).data["customer"] == PAGE_CUSTOMER


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("captive_portal", "a web page came, not Stripe's answer: are you behind a login page?"),
        ("redirect_302_elsewhere", "a redirect to http://127.0.0.1 came, and it was not followed"),
        ("nginx_502", "a web page with the status 502 came, not Stripe's answer: something"),
        ("edge_json_403", "JSON with the status 403 came, not Stripe's error"),
        ("empty_200", "an empty answer came"),
        ("another_id", "another answer came: the source src_another, not src_"),
    ],
)
def test_the_message_names_what_came(offline, page, kind, says):
    """In words for a person, in one sentence."""
    with (
        ForeignProxy(offline.api_base, kind) as proxy,
        kit.connect("sk_test_any", api_base=proxy.api_base) as account,
    ):
        account._api._backoff = type(account._api._backoff)(retries=0)
        with pytest.raises(NotStripesAnswer) as met:
            account.source(page.source)
    assert says in str(met.value)


def test_a_refusal_of_stripes_is_one(offline):
    """Through the same proxy a definite no stays a definite no."""
    with ForeignProxy(offline.api_base, "nginx_502", share=0) as proxy:
        api = StripeApi(offline.key, proxy.api_base, retries=0)
        with pytest.raises(StripeRefused) as met:
            api.source("src_nobody")
        api.close()
    assert met.value.request_id.startswith("req_")

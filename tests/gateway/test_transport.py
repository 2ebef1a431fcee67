"""The client under stripe-python keeps bytes and a log, and stays on the machine."""

import getpass
import json
import platform
from pathlib import Path

import pytest
from http_listener import Listener

import kit
from kit.errors import InvalidInput, NotFound, StripeUnreachable
from kit.gateway.stripe_api import StripeApi


def test_the_bytes_are_kept_as_they_came(account, page):
    """An answer is Stripe's own text, not a re-encoded object."""
    api = account._api
    answer = api.source(page.source)
    assert isinstance(answer.body, bytes)
    assert answer.data == json.loads(answer.body)
    assert answer.data["id"] == page.source


def test_every_request_is_logged_with_status_and_id(account, page):
    """The log tells method, path, status, time and request id of each attempt."""
    account.attach(page.customer, page.source)
    with pytest.raises(NotFound):
        account.source("src_unknown")
    log = account.requests()
    assert list(log["method"]) == ["GET", "POST", "GET"]
    assert list(log["path"]) == [
        f"/v1/sources/{page.source}",
        f"/v1/customers/{page.customer}/sources",
        "/v1/sources/src_unknown",
    ]
    assert list(log["status"]) == [200, 200, 404]
    assert log["request_id"].str.startswith("req_").all()
    assert (log["seconds"] > 0).all()


def test_the_log_tells_what_was_sent_and_why_it_was_refused(account, page):
    """One line of each: the form with its secrets masked, Stripe's code and sentence."""
    secret = "DE89370400440532013000"
    account.attach(page.customer, page.source, {"order": "6735", "kept": secret})
    with pytest.raises(NotFound):
        account.source("src_unknown")
    *_, sent, refused = account.requests().itertuples()
    assert sent.body.startswith(f"source={page.source} metadata[order]=6735 metadata[kept]=")
    assert secret not in sent.body
    assert refused.error == "resource_missing: No such source: 'src_unknown'"


def test_a_proxy_of_the_environment_does_not_stand_before_the_own_machine(monkeypatch, page):
    """Requests to loopback go straight, whatever HTTP_PROXY says."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with kit.connect(offline=True) as account:
        assert account.source(page.source)["id"] == page.source


def test_no_answer_is_logged_without_a_status():
    """A request that nobody answers is in the log too, and becomes StripeUnreachable."""
    api = StripeApi("sk_test_nobody", "http://127.0.0.1:9", retries=0)
    with pytest.raises(
        StripeUnreachable, match=r"no answer came from 127\.0\.0\.1:9 \(connection refused\)"
    ):
        api.source("src_x")
    assert [each.status for each in api.log] == [None]
    api.close()


@pytest.mark.parametrize(
    ("key", "api_base"),
    [
        ("sk_live_nobody", "http://example.com"),
        ("rk_live_nobody", "http://10.0.0.1:12111"),
        ("sk_org_live_nobody", "http://127.0.0.1.example.com"),
        ("sk_live_nobody", "HTTP://api.stripe.com"),
    ],
)
def test_a_live_key_is_never_sent_in_clear_text_to_another_machine(key, api_base):
    """The border refuses it, whoever asks; to this machine it may be."""
    with pytest.raises(InvalidInput, match="clear text") as met:
        StripeApi(key, api_base)
    assert key not in str(met.value)
    StripeApi(key, "http://127.0.0.1:9").close()


#: What the SDK says about itself; everything else that is sent belongs to the call.
OF_THE_CALL = {
    "Accept",
    "Accept-Encoding",
    "Authorization",
    "Connection",
    "Content-Length",
    "Content-Type",
    "Host",
    "Idempotency-Key",
    "Stripe-Version",
}


def test_nothing_is_sent_about_the_user(monkeypatch):
    """Beside the call's own headers only the SDK's name and version leave the machine."""
    monkeypatch.setenv("USER", "a-user-name")
    with Listener() as listener:
        api = StripeApi("sk_test_nobody", listener.api_base)
        for _ in range(3):  # telemetry would come with the second request
            api.source("src_heard")
        api.close()
    assert len(listener.heard) == 3
    for headers in listener.heard:
        assert set(headers) - OF_THE_CALL == {"User-Agent", "X-Stripe-Client-User-Agent"}
        told = json.loads(headers["X-Stripe-Client-User-Agent"])
        assert set(told) <= {"bindings_version", "lang", "publisher", "httplib", "lang_version"}
        sent = " ".join(headers.values())
        for private in (platform.node(), platform.release(), getpass.getuser(), str(Path.home())):
            assert private not in sent


def test_what_the_log_needs_is_loaded_before_a_write_is_sent(account, page, monkeypatch):
    """If it cannot be loaded nothing was sent, rather than done with its answer lost."""

    def broken(_form):
        raise ImportError("no pyarrow here")

    monkeypatch.setattr("kit.gateway.transport.sent_line", broken)
    with pytest.raises(ImportError):
        account.attach(page.customer, page.source)
    monkeypatch.undo()
    assert "customer" not in account.source(page.source)

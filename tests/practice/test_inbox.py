"""The inbox of `account.offline.listening()`: webhooks received and verified in a notebook."""

import threading
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

import kit
from kit import errors


@pytest.fixture
def inbox(account):
    """An inbox told of sources that became chargeable."""
    with account.offline.listening("source.chargeable") as listening:
        yield listening


def test_attach_when_it_becomes_chargeable_once_though_told_twice(account, page, inbox):
    """The whole of it: a duplicate, an idempotent attach, one source on the customer."""
    account.offline.set_faults(webhook_duplicate=1)
    source = account.create_source(
        "sepa_debit",
        owner={"email": "jenny@example.com"},
        sepa_debit={"iban": "DE89370400440532013000"},
    )
    owners = []
    for event in inbox:
        told = event["data"]["object"]
        attachment = account.attach(page.customer, told["id"], idempotency_key=event["id"])
        owners.append(attachment.after["customer"])
    assert owners == [page.customer, page.customer]
    assert account.sources(page.customer)["id"].to_list() == [source["id"]]


def test_it_gives_each_event_once_per_delivery_and_then_no_more(account, inbox):
    """Iterating again gives what came since; nothing that was given already."""
    account.offline.trigger("source.chargeable", type="ideal")
    first = [event["id"] for event in inbox]
    assert len(first) == 1
    assert list(inbox) == []
    account.offline.trigger("source.chargeable", type="giropay")
    second = [event["id"] for event in inbox]
    assert len(second) == 1
    assert first != second


def test_a_bad_signature_is_kept_apart(account, inbox):
    """It is answered 400 and shown in the frame, and never given out as an event."""
    account.offline.set_faults(webhook_bad_signature=1)
    account.offline.trigger("source.chargeable")
    assert list(inbox) == []
    frame = inbox.frame()
    assert frame[["verified", "answered"]].to_numpy().tolist() == [[False, 400]]


def test_what_it_answers_decides_whether_it_comes_again(account, inbox):
    """A 500 brings the event again an hour later; the frame tells the second as a duplicate."""
    inbox.answer(500)
    account.offline.trigger("source.chargeable")
    account.offline.advance(hours=1)
    frame = inbox.frame()
    assert frame["answered"].to_list() == [500, 200]
    assert frame["duplicate"].to_list() == [False, True]
    sent = account.offline.deliveries()
    assert sent["state"].to_list() == ["failed", "delivered"]
    assert sent["attempt"].to_list() == [1, 2]


def test_frames_keep_their_dtypes_without_rows(account, inbox):
    """Empty or not, a column has its dtype."""
    empty = {name: str(dtype) for name, dtype in inbox.frame().dtypes.items()}
    none_sent = {name: str(dtype) for name, dtype in account.offline.deliveries().dtypes.items()}
    account.offline.trigger("source.chargeable")
    assert {name: str(dtype) for name, dtype in inbox.frame().dtypes.items()} == empty
    sent = account.offline.deliveries()
    assert {name: str(dtype) for name, dtype in sent.dtypes.items()} == none_sent
    assert none_sent["due"] == "datetime64[us, UTC]"


def test_printing_an_event_shows_no_secret(account, inbox):
    """The source in it has a client secret; neither it nor the signing secret is printed."""
    source = account.offline.trigger("source.chargeable")
    [event] = inbox
    assert event["data"]["object"]["client_secret"] == source["client_secret"]
    printed = repr(event) + repr(inbox) + repr(account.offline.add_webhook_endpoint(inbox.url))
    assert source["client_secret"] not in printed
    assert "whsec_" not in printed.replace("whsec_…", "").replace("whsec_••••", "")


def test_a_closed_inbox_is_told_nothing(account):
    """Closing it takes its endpoint away; closing twice, or after the account, is fine."""
    inbox = account.offline.listening()
    inbox.close()
    inbox.close()
    account.offline.trigger("source.chargeable")
    assert account.offline.deliveries().empty
    assert repr(inbox) == "<WebhookInbox: closed, 0 arrived>"
    late = account.offline.listening()
    account.close()
    late.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if "serve_forever" in name]


def test_what_is_no_event_is_answered_400(inbox):
    """Bytes that are no JSON, and JSON that is no event, change nothing."""
    for body in (b"nonsense", b"[]", b"{}"):
        connection = HTTPConnection(urlsplit(inbox.url).netloc, timeout=10)
        connection.request("POST", "/webhook", body)
        assert connection.getresponse().status == 400
        connection.close()
    assert list(inbox) == []


def test_registering_is_beyond_faults(account):
    """Faults befall the API, not the practice controls."""
    account.offline.set_faults(cut_before=1)
    with account.offline.listening():
        account.offline.clear_faults()


def test_a_trigger_names_what_it_knows(account):
    """An unknown event is the caller's mistake."""
    with pytest.raises(errors.InvalidInput, match=r"source\.chargeable"):
        account.offline.trigger("charge.succeeded")


def test_only_offline_accounts_have_it():
    """There is no inbox for a real account: nobody can reach this machine."""
    with (
        kit.connect("sk_test_x", api_base="http://127.0.0.1:9") as account,
        pytest.raises(errors.InvalidInput, match="only an offline account"),
    ):
        account.offline.listening()

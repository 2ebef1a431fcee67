"""Attaching and detaching one source: what changes, and every way to be refused."""

import pytest

from kit.errors import (
    IdempotencyConflict,
    NotFound,
    SourceAlreadyAttached,
    SourceNotAttachable,
    StripeRefused,
)

REDIRECT = {
    "type": "giropay",
    "amount": 1999,
    "currency": "eur",
    "redirect": {"return_url": "https://example.com/back"},
}


@pytest.fixture
def card(account):
    """A fresh card source that belongs to nobody."""
    return account.create_source(type="card", token="tok_visa")["id"]


def test_the_customer_appears_and_nothing_else_changes(account, page):
    """An attach adds the key `customer` and leaves the status as it was."""
    attachment = account.attach(page.customer, page.source)
    assert "customer" not in attachment.before
    assert attachment.after["customer"] == page.customer
    assert attachment.changes.to_dict("records") == [
        {"field": "customer", "before": pytest.approx(float("nan"), nan_ok=True)}
        | {"after": page.customer}
    ]
    assert attachment.after["status"] == attachment.before["status"] == "chargeable"
    assert attachment.request_id.startswith("req_")


def test_a_pending_source_can_be_attached_and_stays_pending(account, page):
    """Stripe takes chargeable and pending sources, and attaching does not move them."""
    source = account.create_source(**REDIRECT)
    assert source["status"] == "pending"
    assert account.attach(page.customer, source["id"]).after["status"] == "pending"


def test_metadata_is_merged_and_an_empty_value_unsets(account, page):
    """What is sent overwrites, what is not stays, and '' removes."""
    source = account.create_source(
        type="card", token="tok_visa", metadata={"keep": "1", "change": "1", "drop": "1"}
    )
    attachment = account.attach(
        page.customer, source["id"], {"change": "2", "drop": "", "new": "3"}
    )
    assert attachment.after["metadata"] == {"keep": "1", "change": "2", "new": "3"}


def test_the_same_idempotency_key_attaches_once(account, page, card):
    """Repeating a request with its key gives the first answer again instead of a refusal."""
    first = account.attach(page.customer, card, idempotency_key="one-attach")
    again = account.attach(page.customer, card, idempotency_key="one-attach")
    assert again.after == first.after
    with pytest.raises(IdempotencyConflict, match="new idempotency key"):
        account.attach(page.customer, card, {"other": "metadata"}, idempotency_key="one-attach")


def test_an_attached_source_is_refused_naming_its_owner(account, page, card):
    """The same customer and another one are told apart, which Stripe's sentence does not do."""
    other = account.customers(limit=2)["id"].iloc[-1]
    account.attach(page.customer, card)
    with pytest.raises(SourceAlreadyAttached, match="this very customer already") as refusal:
        account.attach(page.customer, card)
    assert refusal.value.http_status == 400
    assert refusal.value.request_id.startswith("req_")
    assert "already been attached" in refusal.value.stripe_message
    with pytest.raises(SourceAlreadyAttached, match=f"attached to customer {page.customer}"):
        account.attach(other, card)


def test_an_unknown_customer_and_an_unknown_source_are_told_apart(account, page, card):
    """Which of the two ids is wrong stands in the message."""
    with pytest.raises(NotFound, match="No such customer: 'cus_nobody'") as refusal:
        account.attach("cus_nobody", card)
    assert refusal.value.param == "customer"
    with pytest.raises(NotFound, match="src_nothing"):
        account.attach(page.customer, "src_nothing")


def _consumed(account, page):
    source = account.create_source(type="card", token="tok_visa")["id"]
    account.attach(page.customer, source)
    account.detach(page.customer, source)
    return source


def _failed(account, _page):
    source = account.create_source(**REDIRECT)["id"]
    account.offline.decline(source)
    return source


def _canceled(account, _page):
    source = account.create_source(**REDIRECT)["id"]
    account.offline.advance(hours=2)
    return source


@pytest.mark.parametrize(
    ("status", "ended"), [("consumed", _consumed), ("failed", _failed), ("canceled", _canceled)]
)
def test_an_ended_source_is_refused_with_its_status(account, page, status, ended):
    """Consumed, failed and canceled sources never work again, and the message says which."""
    source = ended(account, page)
    assert account.source(source)["status"] == status
    with pytest.raises(SourceNotAttachable, match=f"it is {status}") as refusal:
        account.attach(page.customer, source)
    assert isinstance(refusal.value.__cause__, StripeRefused)


def test_detaching_consumes(account, page):
    """A detached source has no customer, is consumed, and there is no way back."""
    account.attach(page.customer, page.source)
    detachment = account.detach(page.customer, page.source)
    assert detachment.after["status"] == "consumed"
    assert "customer" not in detachment.after
    assert set(detachment.changes["field"]) == {"customer", "status"}


def test_a_detach_whose_answer_was_lost_is_still_one(account, page):
    """Repeated, it meets a source that is gone already: that is its own work, not a refusal."""
    account.attach(page.customer, page.source)
    account.offline.set_faults(next=["none", "cut_after"])
    detachment = account.detach(page.customer, page.source)
    assert detachment.after["status"] == "consumed"
    assert "customer" not in detachment.after


def test_what_was_never_the_customers_cannot_be_detached(account, page):
    """Then the refusal is one, whoever the source belongs to."""
    other = account.customers(limit=1)["id"][0]
    with pytest.raises(NotFound):
        account.detach(page.customer, page.source)
    account.attach(page.customer, page.source)
    with pytest.raises(NotFound):
        account.detach(other, page.source)
    assert account.source(page.source)["customer"] == page.customer


def test_the_repr_is_for_print(account, page):
    """What changed, in two lines without addresses or clocks, and no secret in any view."""
    attachment = account.attach(page.customer, page.source)
    assert repr(attachment) == (
        f"Attached {page.source} to {page.customer} (chargeable, reusable ach_credit_transfer)\n"
        f"  customer: (absent) -> {page.customer}"
    )
    secret = attachment.after["client_secret"]
    shown = [repr(attachment), attachment._repr_html_(), repr(attachment.before)]
    shown += [attachment.frame.to_string(), attachment.frame.to_csv(), repr(attachment.after)]
    assert not any(secret in text for text in shown)


def test_hostile_metadata_is_text_in_html(account, page):
    """Metadata that looks like markup is escaped wherever HTML is made."""
    bomb = "<img src=x onerror=alert(1)>"
    html = account.attach(page.customer, page.source, {"note": bomb})._repr_html_()
    assert "<img" not in html
    assert "&lt;img" in html

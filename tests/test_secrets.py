"""No key, client_secret or account number is shown to whoever did not ask by name."""

from __future__ import annotations

import traceback
from pprint import pformat

import pytest

import kit

KEY = "sk_test_aKeyThatNobodyMaySee"


def _everything_a_traceback_can_show(error):
    """The text of ``error`` and its causes with the local variables of every frame."""
    return "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())


def test_no_frame_of_a_lost_connection_holds_the_key():
    """A verbose traceback prints every local variable, and the key is in none of the kit's."""
    with (
        kit.connect(KEY, api_base="http://127.0.0.1:9") as account,
        pytest.raises(kit.KitError, match="no answer came") as met,
    ):
        account.sources("cus_9s6XKzkNRiz8i3")
    shown = _everything_a_traceback_can_show(met.value)
    assert met.value.__cause__ is not None
    assert KEY not in shown


@pytest.mark.parametrize(
    "arguments", [{}, {"db": "x.db"}, {"api_base": "nowhere"}, {"api_base": ""}]
)
def test_no_frame_of_a_refused_connect_holds_the_key(monkeypatch, arguments):
    """Whatever connect refuses, a key of the environment does not come along."""
    monkeypatch.setenv("STRIPE_API_KEY", f"{KEY} and more" if not arguments else KEY)
    with pytest.raises(kit.KitError) as met:
        kit.connect(**arguments)
    shown = _everything_a_traceback_can_show(met.value)
    assert "NobodyMaySee" not in shown


def test_hashes_inside_print_masked_too(account, page):
    """A part of an object is as quiet as the whole, however it was taken."""
    account.attach(page.customer, page.source)
    source = account.source(page.source)
    number = source["ach_credit_transfer"]["account_number"]
    secret = source["client_secret"]
    customer = account.customer(page.customer)
    for shown in (
        source["ach_credit_transfer"],
        source.copy(),
        source | {},
        customer["sources"],
        customer["sources"]["data"],
        account.offline.charge(page.source),
    ):
        for text in (repr(shown), str(shown), pformat(shown)):
            assert number not in text
            assert secret not in text


#: Everything a cell may end with that holds sources as they came.
FACES = {
    "source": lambda account, page: account.source(page.source),
    "create_source": lambda account, _page: account.create_source(
        type="sepa_debit", sepa_debit={"iban": "DE89370400440532013000"}, currency="eur"
    ),
    "create_customer": lambda account, _page: account.create_customer(source="tok_visa"),
    "customer": lambda account, page: account.customer(page.customer),
    "customer_records": lambda account, _page: account.customer_records(limit=3),
    "source_records": lambda account, page: account.source_records(page.customer),
    "attachable_source_records": lambda account, _page: account.attachable_source_records(3),
    "charge": lambda account, page: account.offline.charge(page.source),
    "export": lambda account, _page: account.offline.export(),
    "sources": lambda account, page: account.sources(page.customer),
    "requests": lambda account, _page: account.requests(),
}


@pytest.mark.parametrize("face", FACES)
def test_no_face_prints_a_client_secret(account, page, face):
    """What a method answers is printed masked, at the end of a cell and inside a list."""
    account.attach(page.customer, page.source)
    taken = FACES[face](account, page)
    secrets = {account.source(page.source)["client_secret"], "DE89370400440532013000"}
    for shown in (taken, [taken], {"x": taken}):
        for text in (repr(shown), str(shown), pformat(shown)):
            assert "src_client_secret_" not in text
            assert not [secret for secret in secrets if secret in text]


def test_no_frame_of_a_refused_attach_holds_the_source_bare(account, page):
    """The source that was read first is masked in tracebacks too."""
    account.attach(page.customer, page.source)
    with pytest.raises(kit.KitError) as met:
        account.attach(page.customer, page.source)
    shown = _everything_a_traceback_can_show(met.value)
    assert account.source(page.source)["client_secret"] not in shown

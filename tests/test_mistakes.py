"""The mistakes that are made often, and the words that help whoever made one."""

from __future__ import annotations

import pandas as pd
import pytest

import kit

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
FRAME = pd.DataFrame({"customer": [CUSTOMER], "source": [SOURCE]})
NAN = float("nan")


#: Mistakes that are made often, each with the words that help: what was meant, what to do.
#: One has a secret in it, which no message repeats: see test_pasted_secrets.
HELPFUL = {
    # An id that is something else.
    "a row as source": (lambda a: a.source(ROW), r'pass row\["id"\]'),
    "a row as customer": (lambda a: a.sources(ROW), r'pass row\["id"\]'),
    "a column as source": (lambda a: a.source(FRAME["source"]), "pass one of its values"),
    "a frame as customer": (lambda a: a.sources(FRAME), r'frame\["id"\].iloc\[0\]'),
    "a source as JSON": (lambda a: a.source({"id": SOURCE}), r'pass its \["id"\]'),
    "an e-mail address": (
        lambda a: a.sources("jenny@example.com"),
        r"account.customers\(search='jenny@example.com'\)",
    ),
    "a name": (lambda a: a.attach("Jenny Rosen", SOURCE), r"customers\(search='Jenny Rosen'\)"),
    "the wrong way round": (lambda a: a.attach(SOURCE, CUSTOMER), "the customer comes first"),
    "the second is the customer": (lambda a: a.detach(CUSTOMER, CUSTOMER), "source comes second"),
    "a PaymentMethod": (lambda a: a.attach(CUSTOMER, "pm_1Abc"), "payment_methods/:id/attach"),
    "a token": (lambda a: a.attach(CUSTOMER, "tok_visa"), r"create_source\(type='card', token="),
    "a card": (lambda a: a.attach(CUSTOMER, "card_1Abc"), "already belongs to its customer"),
    "a client secret": (lambda a: a.source(SECRET), "the client secret of a source"),
    "a client secret after the id": (lambda a: a.source(f"{SOURCE}_secret_x1"), f"pass '{SOURCE}'"),
    "a key as source": (lambda a: a.source("sk_test_nobody"), "a secret API key"),
    # A name that there is not, or that is missing.
    "metadata misspelt": (
        lambda a: a.attach(CUSTOMER, SOURCE, metdata={}),
        "Did you mean .metadata",
    ),
    "no source": (lambda a: a.attach(CUSTOMER), "lacks the argument 'source'"),
    "too much": (lambda a: a.attach(CUSTOMER, SOURCE, {}, "k"), "idempotency_key=None"),
    "limit misspelt": (lambda a: a.customers(limt=5), "Did you mean .limit"),
    "no type": (lambda a: a.create_source(), "lacks the argument 'type'"),
    "journl": (lambda a: a.attach_many(FRAME, journl="x"), "Did you mean .journal"),
    "dryrun": (lambda a: a.attach_many(FRAME, dryrun=True), "Did you mean .dry_run"),
    "progress misspelt": (lambda a: a.all_sources(progres=False), "Did you mean .progress"),
    "since misspelt": (lambda a: a.events(sinze="2026-11-01"), "Did you mean .since"),
    "hours by place": (lambda a: a.offline.advance(6), "hours=0"),
    "hrs": (lambda a: a.offline.advance(hrs=6), "Did you mean .hours"),
    "revel": (lambda _: kit.flatten([], revel=True), "Did you mean .reveal"),
    "as_flot": (lambda _: kit.money(FRAME, as_flot=True), "Did you mean .as_float"),
    "a chart of too much": (
        lambda _: kit.charts.status_by_type(FRAME, 5),
        "status_by_type.sources",
    ),
    # Getting an account.
    "customer=5": (lambda _: kit.connect(offline=True, customer=5), "Did you mean .customers"),
    "worlds=": (lambda _: kit.connect(offline=True, worlds="spring"), "Did you mean .world"),
    "'offline' as key": (lambda _: kit.connect("offline"), r"kit.connect\(offline=True\)"),
    "a client secret as key": (lambda _: kit.connect(SECRET), "the client secret of a source"),
    "a signing secret as key": (lambda _: kit.connect("whsec_abcdefgh"), "signing secret"),
    "a publishable key": (lambda _: kit.connect("pk_test_x"), "publishable key"),
    "a misspelt world": (lambda _: kit.connect(offline=True, world="sprign"), "mean 'spring'"),
    "a misspelt fault": (lambda a: a.offline.set_faults(latency=5), "latency_ms"),
    "a port too high": (lambda _: kit.connect(offline=True, port=99999), "from 0 to 65535"),
    "a db that is none": (lambda _: kit.connect(offline=True, db="README.md"), "not a database"),
    # Finding.
    "two letters": (lambda a: a.customers("je"), "3 characters or more"),
    "a misspelt field": (lambda a: a.customers('emial:"x"'), "Did you mean .email"),
    "a misspelt field again": (lambda a: a.customers("nmae~'Jenny'"), "Did you mean .name"),
    "a misspelt map": (lambda a: a.customers('metdata["tier"]:"gold"'), "mean .metadata"),
    "a misspelt event": (lambda a: a.events(["source.chargable"]), "source.chargeable"),
    "one event as text": (lambda a: a.events("source.chargeable"), r"\['source.chargeable'\]"),
    "events 5": (lambda a: a.events(5), r"\['source.chargeable'\]"),
    "since yesterday": (lambda a: a.events(since="yesterday"), "2026-11-01"),
    # Making.
    "ideal in usd": (lambda a: a.create_source("ideal", currency="usd"), "currency='eur'"),
    "a misspelt type": (lambda a: a.create_source("sepa_debti"), "Did you mean 'sepa_debit'"),
    "amount=10.5": (lambda a: a.create_source("ideal", amount=10.5), "smallest unit"),
    "rate='x'": (lambda a: a.attach_many(FRAME, rate="x"), "requests a second"),
    "a masked value": (lambda a: a.attach(CUSTOMER, SOURCE, {"k": "••••4242"}), "was hidden"),
    # Frames.
    "a path to flatten": (lambda _: kit.flatten("sources.json"), r"read_bytes\(\)"),
    "a folder to flatten": (lambda _: kit.flatten("stripe/"), r"kit.open\(...\)"),
    "money of a column": (lambda _: kit.money(FRAME["source"]), r'frame\["currency"\]'),
    "columns of a frame": (lambda _: kit.describe_columns(FRAME), "such as 'source'"),
    "columns of sources": (lambda _: kit.describe_columns("sources"), "Did you mean 'source'"),
    "open 5": (lambda _: kit.open(5), "the path of a file"),
    "diff of paths": (lambda _: kit.diff("a", "b"), r"kit.open\('stripe/'\)"),
    "diff 5": (lambda _: kit.diff(5, 5), "a snapshot or a frame of sources"),
    # The call as code.
    "javascript": (lambda _: kit.as_code(CALL)["javascript"], "Did you mean 'node'"),
    "c#": (lambda _: kit.as_code(CALL)["C#"], "Did you mean 'dotnet'"),
    "pyhton": (lambda _: kit.as_code(CALL, "pyhton"), "Did you mean 'python'"),
    "a language of 5": (lambda _: kit.as_code(CALL, 5), "There is dotnet, go, java"),
    # The explorer.
    "a value of 5": (lambda a: setattr(kit.Explorer(a), "value", 5), "is a dict such as"),
    "customr": (lambda a: setattr(kit.Explorer(a), "value", {"customr": 1}), "its keys are"),
    "an explorer of nothing": (lambda _: kit.Explorer(), "lacks the argument 'account'"),
}

SECRET = "src_client_secret_nobodyMaySee"
ROW = pd.DataFrame({"id": [SOURCE], "customer": [CUSTOMER]}).iloc[0]
CALL = {"customer": CUSTOMER, "source": SOURCE}


@pytest.fixture(scope="module")
def practice():
    """One account for all of them: none may change anything."""
    with kit.connect(offline=True, customers=20) as account:
        yield account


@pytest.mark.parametrize("mistake", HELPFUL)
def test_the_message_says_what_was_meant(practice, mistake):
    """No raw TypeError, AttributeError or KeyError, and the words that help are there."""
    call, words = HELPFUL[mistake]
    before = practice.offline.state()
    with pytest.raises(kit.KitError, match=words) as met:
        call(practice)
    assert "nobodyMaySee" not in str(met.value)
    assert practice.offline.state() == before


def test_at_least_fifty_mistakes_are_helped():
    """The list of the mistakes that are made often."""
    assert len(HELPFUL) >= 50


def test_a_second_detach_says_that_nothing_is_left_to_do(account, page):
    """Not that there is no such source: it was detached, and is consumed."""
    account.attach(page.customer, page.source)
    account.detach(page.customer, page.source)
    with pytest.raises(kit.KitError, match=r"detached or used up already. There is nothing left"):
        account.detach(page.customer, page.source)


def test_detaching_from_the_wrong_customer_names_the_right_one(account, page):
    """Whoever mixes customers up learns whose it is."""
    account.attach(page.customer, page.source)
    other = next(each for each in account.customers()["id"] if each != page.customer)
    with pytest.raises(kit.KitError, match=f"it is attached to {page.customer}"):
        account.detach(other, page.source)


def test_detaching_what_nobody_has_says_so(account, page):
    """It was never attached, or by somebody else's account."""
    with pytest.raises(kit.KitError, match=r"attached to nobody\. There is nothing"):
        account.detach(page.customer, page.source)

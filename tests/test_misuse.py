"""Misuse of the public face, as a table: each is a KitError that says what, and what to do."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
import pytest

import kit

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
FRAME = pd.DataFrame({"customer": [CUSTOMER], "source": [SOURCE]})
NAN = float("nan")

#: What stands where an id belongs when something went wrong in the lines before.
NO_IDS = {
    "None": None,
    "a number": 5,
    "NaN": NAN,
    "NA": pd.NA,
    "bytes": b"src_1",
    "a list": [SOURCE],
    "a Series": FRAME["source"],
    "a row": FRAME.iloc[0],
    "a frame": FRAME,
    "a dict": {"id": SOURCE},
    "nothing": "",
    "white space": " ",
    "a name": "Jenny Rosen",
    "two ids": f"{SOURCE},{SOURCE}",
    "an id in quotes": f"'{SOURCE}'",
    "a path": f"{SOURCE}/../customers",
    "a long text": "src_" + "x" * 300,
    "a PaymentMethod": "pm_1NfRGv2eZvKYlo2C",
    "a token": "tok_visa",
    "a key": "sk_test_nobody",
}

BAD_METADATA = {
    "a list": ["order"],
    "a number": 5,
    "text": "order=1",
    "a number as value": {"order": 1},
    "None as value": {"order": None},
    "a number as key": {1: "order"},
    "a nested hash": {"order": {"id": "1"}},
    "an empty key": {"": "1"},
    "a bracket in a key": {"order[1]": "1"},
    "a long key": {"k" * 41: "1"},
    "a long value": {"k": "v" * 501},
    "too many": {f"k{n}": "v" for n in range(51)},
    "half a surrogate": {"k": "\ud800"},
}

BAD_KEYS = {"a number": 5, "bytes": b"sk_test_x", "a list": ["sk_test_x"], "nothing": ""}

CALLS = {
    # From a key to an account.
    **{
        f"connect with a key that is {n}": (lambda _, k=k: kit.connect(k))
        for n, k in BAD_KEYS.items()
    },
    "connect with a publishable key": lambda _: kit.connect("pk_test_x"),
    "connect with a source": lambda _: kit.connect(SOURCE),
    "connect offline with a key": lambda _: kit.connect("sk_test_x", offline=True),
    "connect offline='yes'": lambda _: kit.connect(offline="yes"),
    "connect offline=1": lambda _: kit.connect(offline=1),
    "connect customers='5'": lambda _: kit.connect(offline=True, customers="5"),
    "connect customers=0": lambda _: kit.connect(offline=True, customers=0),
    "connect customers=1.5": lambda _: kit.connect(offline=True, customers=1.5),
    "connect seed='a'": lambda _: kit.connect(offline=True, seed="a"),
    "connect faults=5": lambda _: kit.connect(offline=True, faults=5),
    "connect with a misspelt fault": lambda _: kit.connect(offline=True, faults={"cut": 1}),
    "connect with a fault of text": lambda _: kit.connect(offline=True, faults={"latency_ms": "x"}),
    "connect with a share of 7": lambda _: kit.connect(offline=True, faults={"cut_before": 7}),
    "connect db=5": lambda _: kit.connect(offline=True, db=5),
    "connect db=a folder": lambda _: kit.connect(offline=True, db="tests"),
    "connect db=nowhere": lambda _: kit.connect(offline=True, db="no/such/folder/x.db"),
    "connect api_base=5": lambda _: kit.connect("sk_test_x", api_base=5),
    "connect api_base=localhost": lambda _: kit.connect("sk_test_x", api_base="localhost"),
    "connect allow_writes='no'": lambda _: kit.connect("sk_live_x", allow_writes="no"),
    "a live key elsewhere": lambda _: kit.connect("sk_live_x", api_base="https://example.com"),
    # One attach, one detach.
    **{
        f"attach to {n}": (lambda account, i=i: account.attach(i, SOURCE))
        for n, i in NO_IDS.items()
    },
    **{
        f"attach {n}": (lambda account, i=i: account.attach(CUSTOMER, i)) for n, i in NO_IDS.items()
    },
    **{
        f"attach with metadata: {n}": (lambda account, m=m: account.attach(CUSTOMER, SOURCE, m))
        for n, m in BAD_METADATA.items()
    },
    "attach the wrong way round": lambda account: account.attach(SOURCE, CUSTOMER),
    **{
        f"attach with the idempotency key {key!r:.20}": (
            lambda account, key=key: account.attach(CUSTOMER, SOURCE, idempotency_key=key)
        )
        for key in (5, "", "a\nb", "ü", " a", "x" * 256, b"key")
    },
    **{
        f"detach {n}": (lambda account, i=i: account.detach(CUSTOMER, i))
        for n, i in list(NO_IDS.items())[:12]
    },
    "detach the wrong way round": lambda account: account.detach(SOURCE, CUSTOMER),
    # Finding.
    **{f"source {n}": (lambda account, i=i: account.source(i)) for n, i in NO_IDS.items()},
    **{
        f"sources of {n}": (lambda account, i=i: account.sources(i))
        for n, i in list(NO_IDS.items())[:12]
    },
    **{
        f"customer {n}": (lambda account, i=i: account.customer(i))
        for n, i in list(NO_IDS.items())[:12]
    },
    "customers search=5": lambda account: account.customers(5),
    "customers search=[]": lambda account: account.customers([]),
    "customers search=a Series": lambda account: account.customers(FRAME["customer"]),
    "customers search=''": lambda account: account.customers(""),
    "customers search=a broken query": lambda account: account.customers('name~"'),
    **{
        f"customers limit={limit!r:.10}": (lambda account, n=limit: account.customers(limit=n))
        for limit in (0, -1, 1.5, "5", True, NAN, [], np.float64(3))
    },
    "attachable limit='5'": lambda account: account.attachable_sources("5"),
    "attachable limit=0": lambda account: account.attachable_sources(limit=0),
    # Making.
    "create_source 5": lambda account: account.create_source(5),
    "create_source None": lambda account: account.create_source(None),
    "create_source of no type": lambda account: account.create_source("gift_card"),
    "create_source of no known parameter": lambda account: account.create_source("card", x=1),
    "create_source amount='x'": lambda account: account.create_source(
        "ideal", amount="x", currency="eur"
    ),
    "create_source amount=NaN": lambda account: account.create_source(
        "ideal", amount=NAN, currency="eur"
    ),
    "create_source of an object": lambda account: account.create_source("card", owner=object()),
    "create_source of a set": lambda account: account.create_source("card", metadata={"a"}),
    "create_source half a surrogate": lambda account: account.create_source(
        "card", token="tok_visa", metadata={"k": "\ud800"}
    ),
    "create_customer nme=": lambda account: account.create_customer(nme="Jenny"),
    "create_customer name=[]": lambda account: account.create_customer(name=[1]),
    "create_customer name=a frame": lambda account: account.create_customer(name=FRAME),
    # Many.
    "attach_many None": lambda account: account.attach_many(None),
    "attach_many 5": lambda account: account.attach_many(5),
    "attach_many no such file": lambda account: account.attach_many("no_such.csv"),
    "attach_many a folder": lambda account: account.attach_many("tests"),
    "attach_many a frame without source": lambda account: account.attach_many(FRAME[["customer"]]),
    "attach_many a frame of other columns": lambda account: account.attach_many(
        FRAME.rename(columns={"source": "src"})
    ),
    "attach_many an empty frame of nothing": lambda account: account.attach_many(pd.DataFrame()),
    "attach_many a Series": lambda account: account.attach_many(FRAME["source"]),
    "attach_many bytes": lambda account: account.attach_many(b"customer,source\n"),
    **{
        f"attach_many rate={rate!r:.10}": (
            lambda account, r=rate: account.attach_many(FRAME, rate=r, progress=False)
        )
        for rate in ("x", "5", 0, -1, NAN, float("inf"), [], True)
    },
    **{
        f"attach_many metadata: {n}": (
            lambda account, m=m: account.attach_many(FRAME, metadata=m, progress=False)
        )
        for n, m in BAD_METADATA.items()
    },
    "attach_many journal=5": lambda account: account.attach_many(FRAME, journal=5),
    "attach_many journal=a folder": lambda account: account.attach_many(FRAME, journal="tests"),
    "attach_many journal=nowhere": lambda account: account.attach_many(
        FRAME, journal="no/such/folder/x.journal"
    ),
    "attach_many journal=another file": lambda account: account.attach_many(
        FRAME, journal="README.md"
    ),
    "attach_many dry_run='no'": lambda account: account.attach_many(FRAME, dry_run="no"),
    "attach_many verify='no'": lambda account: account.attach_many(FRAME, verify="no"),
    "attach_many retry_refused=1": lambda account: account.attach_many(FRAME, retry_refused=1),
    "verify_journal 5": lambda account: account.verify_journal(5),
    "verify_journal None": lambda account: account.verify_journal(None),
    "verify_journal nowhere": lambda account: account.verify_journal("no/such.journal"),
    "verify_journal a folder": lambda account: account.verify_journal("tests"),
    "verify_journal another file": lambda account: account.verify_journal("README.md"),
    "verify_journal progress='no'": lambda account: account.verify_journal(
        "no/such.journal", progress="no"
    ),
    "attach_many progress='no'": lambda account: account.attach_many(FRAME, progress="no"),
    # Frames.
    "flatten None": lambda _: kit.flatten(None),
    "flatten 5": lambda _: kit.flatten(5),
    "flatten a time": lambda _: kit.flatten(datetime(2026, 1, 1)),  # noqa: DTZ001  # none is fit
    "flatten text": lambda _: kit.flatten("hello"),
    "flatten nothing": lambda _: kit.flatten(""),
    "flatten cut JSON": lambda _: kit.flatten('{"object": "source"'),
    "flatten a number in JSON": lambda _: kit.flatten("5"),
    "flatten a list of numbers": lambda _: kit.flatten([1, 2]),
    "flatten a frame": lambda _: kit.flatten(FRAME),
    "flatten a class": lambda _: kit.flatten(kit.Account),
    "flatten columns=5": lambda _: kit.flatten({"object": "source"}, columns=5),
    "flatten sources='x'": lambda _: kit.flatten({"object": "source"}, sources="x"),
    "flatten dtypes=5": lambda _: kit.flatten({"object": "source"}, dtypes=5),
    "flatten reveal='no'": lambda _: kit.flatten({"object": "source"}, reveal="no"),
    "flatten columns=[]": lambda _: kit.flatten({"object": "source"}, columns=[]),
    "flatten metadata_columns='x'": lambda _: kit.flatten(
        {"object": "source"}, metadata_columns="x"
    ),
    "unflatten 5": lambda _: kit.unflatten(5),
    "unflatten None": lambda _: kit.unflatten(None),
    "unflatten another frame": lambda _: kit.unflatten(FRAME),
    "unflatten a dict": lambda _: kit.unflatten({"id": SOURCE}),
    "unflatten a Series": lambda _: kit.unflatten(FRAME["source"]),
    "money 5": lambda _: kit.money(5),
    "money None": lambda _: kit.money(None),
    "money of a frame without amounts": lambda _: kit.money(FRAME),
    "money of a Series": lambda _: kit.money(FRAME["source"]),
    "describe_columns 5": lambda _: kit.describe_columns(5),
    "describe_columns of no object": lambda _: kit.describe_columns("charge"),
    "describe_columns []": lambda _: kit.describe_columns(["source"]),
    "migration_plan 5": lambda _: kit.migration_plan(5),
    "migration_plan None": lambda _: kit.migration_plan(None),
    "migration_plan of another frame": lambda _: kit.migration_plan(FRAME),
    "migration_plan of a list": lambda _: kit.migration_plan([{"id": SOURCE}]),
    "migration_plan of no customers": lambda account: kit.migration_plan(
        account.all_sources(progress=False), customers=FRAME
    ),
    "plain 5": lambda _: kit.plain(5),
    "plain keep='x'": lambda _: kit.plain(FRAME, keep="x"),
    "plain keep=[5]": lambda _: kit.plain(FRAME, keep=[5]),
    "plain money='euro'": lambda _: kit.plain(FRAME, money="euro"),
    "plain personal='no'": lambda _: kit.plain(FRAME, personal="no"),
    "life_cycle 5": lambda _: kit.life_cycle(5, 5),
    "life_cycle of another frame": lambda _: kit.life_cycle(FRAME, FRAME),
    "audit 5": lambda _: kit.audit(5),
    "audit None": lambda _: kit.audit(None),
    "audit a frame": lambda _: kit.audit(FRAME),
    "audit progress='no'": lambda account: kit.audit(account, progress="no"),
    "a chart of 5": lambda _: kit.charts.status_by_type(5),
    "a chart of another frame": lambda _: kit.charts.card_expiry(FRAME),
    "a chart of no plan": lambda _: kit.charts.plan(FRAME),
    # The call as code.
    "as_code 5": lambda _: kit.as_code(5),
    "as_code None": lambda _: kit.as_code(None),
    "as_code text": lambda _: kit.as_code("attach"),
    "as_code {}": lambda _: kit.as_code({}),
    "as_code without a source": lambda _: kit.as_code({"customer": CUSTOMER}),
    "as_code with more": lambda _: kit.as_code({"customer": CUSTOMER, "source": SOURCE, "x": 1}),
    "as_code a frame": lambda _: kit.as_code(FRAME),
    "as_code api_base=5": lambda _: kit.as_code(
        {"customer": CUSTOMER, "source": SOURCE}, api_base=5
    ),
    "a request to a number": lambda _: kit.AttachRequest(customer=5, source=SOURCE),
    "a request of None": lambda _: kit.AttachRequest(customer=CUSTOMER, source=None),
    # The offline account.
    "advance 'x'": lambda account: account.offline.advance(hours="x"),
    "advance None": lambda account: account.offline.advance(hours=None),
    "advance NaN": lambda account: account.offline.advance(days=NAN),
    "advance for ever": lambda account: account.offline.advance(days=float("inf")),
    "advance too far": lambda account: account.offline.advance(days=10**12),
    "advance back": lambda account: account.offline.advance(seconds=-1),
    "faults of text": lambda account: account.offline.set_faults(latency_ms="x"),
    "a share of 7": lambda account: account.offline.set_faults(cut_before=7),
    "a share of NaN": lambda account: account.offline.set_faults(cut_before=NAN),
    "next of no fault": lambda account: account.offline.set_faults(next=["x"]),
    "next=5": lambda account: account.offline.set_faults(next=5),
    "on='some'": lambda account: account.offline.set_faults(on="some"),
    "authorize 5": lambda account: account.offline.authorize(5),
    "authorize None": lambda account: account.offline.authorize(None),
    "authorize nobody's": lambda account: account.offline.authorize("src_nobody"),
    "decline for no reason": lambda account: account.offline.decline(SOURCE, "x"),
    "decline for 5": lambda account: account.offline.decline(SOURCE, 5),
    "receive 'x'": lambda account: account.offline.receive_funds(SOURCE, "x"),
    "receive 1.5": lambda account: account.offline.receive_funds(SOURCE, 1.5),
    "charge -1": lambda account: account.offline.charge(SOURCE, -1),
    "charge a list": lambda account: account.offline.charge([SOURCE]),
    "import_ 5": lambda account: account.offline.import_(5),
    "import_ {}": lambda account: account.offline.import_({}),
    "import_ an object": lambda account: account.offline.import_({"x": object()}),
}


@pytest.fixture(scope="module")
def practice():
    """One account for all of them: none may change anything."""
    with kit.connect(offline=True, customers=20) as account:
        yield account


def test_the_table_is_long_enough():
    """At least 130 ways to get it wrong."""
    assert len(CALLS) >= 130


@pytest.mark.parametrize("misuse", CALLS)
def test_misuse_is_a_kit_error_that_says_what_to_do(practice, misuse):
    """Never a raw error; a sentence that names what was wrong, and no secret."""
    before = practice.offline.state()
    with pytest.raises(kit.KitError) as met:
        CALLS[misuse](practice)
    said = str(met.value)
    assert len(said.split()) >= 4
    assert said.endswith((".", "?", ")", "...", "'"))
    assert "sk_test_nobody" not in said
    assert "object at 0x" not in said
    assert practice.offline.state() == before

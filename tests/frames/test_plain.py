"""The plain frame: what charts, spreadsheets and SQL can take, whatever the types."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_strategies import EXAMPLES
from made_objects import BANK_ACCOUNT, CARD, CUSTOMER, SOURCE
from planted_account import HOSTILE, planted

import kit
from kit.errors import InvalidInput, UnreadableFrame
from kit.facts.type_hashes import TYPE_HASHES
from kit.frames import flatten, plain

FIRST = (
    "id object type status usage flow customer created currency amount amount_received "
    "amount_charged amount_returned amount_waiting used fingerprint last4 brand funding bank "
    "country expires livemode"
).split()


@pytest.fixture(scope="module")
def sources():
    """The sources of the planted account."""
    return planted().sources


def of(frame, id):
    """One row of a plain frame."""
    return frame.set_index("id").loc[id]


def test_every_frame_of_sources_has_the_same_columns_in_the_same_order(sources) -> None:
    """Of an account without receivers or cards too, so that what was written once always runs."""
    assert list(plain(sources)) == FIRST
    cards = sources[sources["type"] == "card"]
    sparse = flatten({"id": "src_1", "object": "source", "type": "ideal"})
    for frame in (cards, sparse, sources.head(0)):
        assert list(plain(frame))[: FIRST.index("livemode")] == FIRST[: FIRST.index("livemode")]
        assert plain(frame).dtypes[["amount", "used", "expires", "bank"]].astype(str).to_list() == [
            "float64",
            "boolean",
            "datetime64[us, UTC]",
            "str",
        ]


def test_names_are_names_in_sql_and_vega(sources) -> None:
    """No dot, no bracket, no technical column, nothing twice."""
    for frame in (sources, planted().customers, planted().events, flatten([CARD, BANK_ACCOUNT])):
        names = list(plain(frame, personal=True))
        assert all(re.fullmatch(r"\w+", name) for name in names), names
        assert len(names) == len(set(names))
        assert "_shape" not in names


@pytest.mark.parametrize("kind", [name for name in TYPE_HASHES if name != "klarna"])
def test_what_every_type_has_stands_in_one_column(kind) -> None:
    """Whatever the type, its fingerprint, digits, bank and country are found."""
    members = [field.name for field in TYPE_HASHES[kind]]
    frame = flatten(
        {"id": "src_1", "object": "source", "type": kind, kind: _details(kind, members)}
    )
    row = plain(frame).iloc[0]
    for name, wanted in {
        "fingerprint": ("fingerprint",),
        "last4": ("last4", "iban_last4"),
        "brand": ("brand",),
        "bank": ("bank_name", "bank", "issuer", "bank_code"),
        "country": ("country",),
    }.items():
        held = [member for member in wanted if member in members]
        expected = f"{kind} {held[0]}" if held else None
        assert (None if pd.isna(row[name]) else row[name]) == expected, name


def _details(kind, members):
    numbers = {"exp_month": 2, "exp_year": 2028, "authenticated": True}
    return {member: numbers.get(member, f"{kind} {member}") for member in members}


def test_cards_and_bank_accounts_stand_beside_sources() -> None:
    """What a token became has the same columns as a source."""
    both = plain(flatten([SOURCE, CARD, BANK_ACCOUNT]))
    assert both["last4"].notna().tolist() == [False, True, True]
    assert both["expires"].notna().tolist() == [False, True, False]
    assert both["bank"][2] == BANK_ACCOUNT["bank_name"]
    assert "exp_month" not in both


@pytest.mark.parametrize(
    ("year", "month", "last"),
    [(2028, 2, "2028-02-29"), (2027, 2, "2027-02-28"), (2026, 12, "2026-12-31")],
)
def test_a_card_is_good_through_the_last_second_of_its_month(year, month, last) -> None:
    """So that `expires < now` is true exactly when it has expired."""
    card = {"exp_month": month, "exp_year": year}
    frame = plain(flatten({"id": "src_1", "object": "source", "type": "card", "card": card}))
    assert str(frame["expires"][0]) == f"{last} 23:59:59+00:00"


@pytest.mark.parametrize(
    "wrong", [(None, 1), (2027, None), (2027, 0), (2027, 13), (27, 1), (-1, 1)]
)
def test_what_is_no_month_is_missing(wrong) -> None:
    """And no error, which `pd.to_datetime` on two columns would be."""
    card = {"exp_year": wrong[0], "exp_month": wrong[1]}
    source = {"id": "src_1", "object": "source", "type": "card", "card": card}
    assert plain(flatten([source]))["expires"].isna().all()


def test_money_that_came_and_was_not_charged(sources) -> None:
    """Received less charged less returned, in the currency's own units; of receivers only."""
    frame = plain(sources)
    assert of(frame, "src_ach")["amount_waiting"] == 300.0
    assert of(frame, "src_sct")["amount_waiting"] == 6.0
    assert frame["amount_waiting"].notna().sum() == 2
    exact = plain(sources, money="decimal")
    assert of(exact, "src_ach")["amount_waiting"] == Decimal("300.00")
    minor = plain(sources, money="minor")
    assert of(minor, "src_ach")["amount_waiting"] == 30_000
    assert str(minor["amount_waiting"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("src_ach", True),
        ("src_sct", False),
        ("src_consumed", True),
        ("src_single", False),
        ("src_given_up", False),
        ("src_sepa", None),
        ("src_spare", None),
    ],
)
def test_whether_it_was_used_is_told_where_the_source_tells(sources, id, expected) -> None:
    """A charge leaves no trace on a card, so nobody says that it was never used."""
    used = of(plain(sources), id)["used"]
    assert (None if pd.isna(used) else bool(used)) is expected


def test_a_consumed_source_without_a_customer_may_have_been_detached() -> None:
    """Detaching consumes too, so its use is unknown."""
    source = {"id": "src_1", "object": "source", "type": "card", "status": "consumed"}
    assert plain(flatten([source]))["used"].isna().all()


def test_nobody_is_in_it_unless_asked(sources) -> None:
    """No name, e-mail address, metadata or secret; personal=True brings all but the secrets."""
    frames = (sources, planted().customers, planted().events, flatten([CARD, CUSTOMER]))
    for frame in frames:
        text = plain(frame).to_csv()
        assert "@example.com" not in text
        assert HOSTILE[:10] not in text
        assert "client_secret" not in plain(frame, personal=True).to_csv()
    asked = plain(sources, personal=True)
    assert of(asked, "src_single")["owner_email"] == "src_single@example.com"
    assert "metadata_note" in asked
    assert "owner_email" in plain(sources, keep=["owner.email"])
    assert "owner_name" not in plain(sources, keep=["owner.email"])


def test_a_new_field_of_stripes_is_left_out_unless_asked() -> None:
    """Nobody knows what stands in it."""
    frame = flatten({"id": "src_1", "object": "source", "type": "card", "new_field": "a@b.c"})
    assert "new_field" not in plain(frame)
    assert plain(frame, keep="new_field")["new_field"].to_list() == ["a@b.c"]


def test_categories_hold_only_what_is_there(sources) -> None:
    """A chart has no empty bars for the types that nobody uses."""
    types = plain(sources[sources["type"] == "card"])["type"]
    assert list(types.cat.categories) == ["card"]


def test_excel_and_csv_take_it(sources) -> None:
    """Times without zone on request, which a workbook refuses otherwise."""
    frame = plain(sources, naive_times=True)
    assert str(frame["created"].dtype) == "datetime64[us]"
    book = io.BytesIO()
    frame.to_excel(book, index=False)
    back = pd.read_excel(book)
    assert list(back) == list(frame)
    assert len(back) == len(frame)


def test_where_it_came_from_stays() -> None:
    """attrs of the frame are those of the plain frame; it is a pandas frame and no other."""
    with kit.connect(offline=True) as account:
        frame = account.all_sources(progress=False)
        made = kit.plain(frame)
    assert made.attrs == frame.attrs
    assert type(made) is pd.DataFrame


def test_the_customer_of_a_joined_frame_is_its_id() -> None:
    """What flatten(sources="joined") made has a customer too."""
    page = {**CUSTOMER, "sources": {"object": "list", "data": [{**SOURCE, "customer": "cus_1"}]}}
    frame = plain(flatten([page], sources="joined"))
    assert frame["customer"].to_list() == [CUSTOMER["id"]]
    assert "customer_email" not in frame


@EXAMPLES
@given(st.dictionaries(st.text(), st.text(), max_size=5))
def test_any_metadata_gets_names_of_its_own(metadata) -> None:
    """Whatever the keys are, each has a column, and no column is there twice."""
    source = {"id": "src_1", "object": "source", "type": "card", "metadata": metadata}
    frame = plain(flatten([source], reveal=True), personal=True)
    values = [frame[name][0] for name in frame if name.startswith("metadata_")]
    assert sorted(values) == sorted(metadata.values())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"keep": ["owner.mail"]}, "keep= names 'owner.mail'"),
        ({"money": "euro"}, "money= must be"),
        ({"personal": "no"}, "personal= must be"),
        ({"naive_times": 1}, "naive_times= must be"),
    ],
)
def test_wrong_arguments_are_named(sources, arguments, words) -> None:
    """Each is an InvalidInput that says which argument it was."""
    with pytest.raises(InvalidInput, match=re.escape(words)):
        plain(sources, **arguments)
    with pytest.raises(UnreadableFrame, match="not a list"):
        plain([])


def test_an_unknown_currency_is_refused_or_told() -> None:
    """As money does it: no digits are guessed."""
    frame = flatten({"id": "src_1", "object": "source", "amount": 5, "currency": "xyz"})
    with pytest.raises(UnreadableFrame, match="exponents="):
        plain(frame)
    assert plain(frame, exponents={"xyz": 1})["amount"].to_list() == [0.5]
    assert plain(frame, money="minor")["amount"].to_list() == [5]

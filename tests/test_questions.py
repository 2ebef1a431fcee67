"""The ten questions of the notebook, answered on an account whose every fact is planted."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from planted_account import CUSTOMERS, NOW, UNATTACHED, write_planted
from ten_questions import ten_questions

import kit

QUESTIONS = {question.number: question for question in ten_questions()}


@pytest.fixture
def names(tmp_path):
    """What the notebook has before its first question: two snapshots, and plain frames of one."""
    monday, today = (
        kit.open(_monday(tmp_path / "monday")),
        kit.open(write_planted(tmp_path / "now")),
    )
    return {
        "kit": kit,
        "pd": pd,
        "monday": monday,
        "today": today,
        "customers": kit.plain(today.customers),
        "sources": kit.plain(today.known_sources),
        "now": NOW,
        "horizon": NOW + pd.Timedelta(days=90),
    }


def _monday(folder):
    """The planted account as it was before: one source less, one not attached, one still well."""
    write_planted(folder)
    customers = json.loads(json.dumps(CUSTOMERS))
    by_id = {each["id"]: each for each in customers}
    del by_id["cus_soon"]["sources"]["data"][1]
    loose = by_id["cus_other"]["sources"]["data"].pop()
    del loose["customer"]
    by_id["cus_dead"]["sources"]["data"][0]["status"] = "chargeable"
    for name, data in {"customers": customers, "sources": [*UNATTACHED, loose]}.items():
        (folder / f"{name}.json").write_text(json.dumps({"object": "list", "data": data}))
    return folder


def answer(number, names):
    """What the notebook's cells of this question show, after those that they build on."""
    for earlier in {10: (6,)}.get(number, ()):
        QUESTIONS[earlier].answer(names)
    return QUESTIONS[number].answer(names)


def test_there_are_ten_and_each_takes_five_lines_at_most() -> None:
    """What takes more is not answered by the kit."""
    assert list(QUESTIONS) == list(range(1, 11))
    assert {number: each.lines for number, each in QUESTIONS.items() if each.lines > 5} == {}


def test_which_customers_have_no_chargeable_source(names) -> None:
    """Nothing at all, or nothing that works."""
    assert set(answer(1, names)["id"]) == {"cus_none", "cus_dead"}


def test_whose_default_source_failed_or_was_consumed(names) -> None:
    """Each with its source and what became of it."""
    rows = answer(2, names).set_index("id")
    assert rows["default_source"].to_dict() == {
        "cus_dead": "src_failed",
        "cus_consumed": "src_consumed",
    }
    assert rows["status"].to_dict() == {"cus_dead": "failed", "cus_consumed": "consumed"}


def test_which_cards_expire_in_the_next_ninety_days(names) -> None:
    """Neither those that have expired nor those that are good for longer."""
    assert set(answer(3, names)["customer"]) == {"cus_soon"}
    assert set(answer(3, names)["last4"]) == {"4242"}


def test_which_sources_are_duplicates(names) -> None:
    """By their number, with one customer or several."""
    rows = answer(4, names)
    assert set(rows["id"]) == {"src_soon", "src_soon_again", "src_other"}
    assert set(rows["fingerprint"]) == {"fp_4242"}


def test_what_money_was_received_and_not_charged(names) -> None:
    """By currency, in its own units, without what went back."""
    assert answer(5, names).to_dict() == {"eur": 6.0, "usd": 300.0}


def test_how_long_it_takes_from_created_to_chargeable(names) -> None:
    """The median by type; what was chargeable at once is not in it."""
    assert answer(6, names).to_dict() == {
        "ach_credit_transfer": pd.Timedelta(days=3),
        "ideal": pd.Timedelta(hours=3),
        "sepa_credit_transfer": pd.Timedelta(days=5),
    }


def test_which_were_attached_and_never_used(names) -> None:
    """As far as sources tell: no card is among them."""
    answer(7, names)
    assert set(names["unused"]["id"]) == {"src_single", "src_sct"}


def test_what_changed_since_the_last_snapshot(names) -> None:
    """One is new and attached, one was there and is attached, one failed."""
    changes = answer(8, names).to_dict()
    assert {name: count for name, count in changes.items() if count} == {
        "attached": 2,
        "failed": 1,
    }


def test_who_breaks_when_sources_end(names) -> None:
    """Those who break first come first."""
    rows = answer(9, names)
    assert rows["customer"].to_list() == [
        "cus_consumed",
        "cus_dead",
        "cus_ach",
        "cus_sct",
        "cus_sepa",
    ]


def test_how_many_get_how_far_by_type(names) -> None:
    """Each source once in each status that it reached."""
    funnel = answer(10, names)
    assert funnel.loc["ideal"].to_dict() == {
        "canceled": 1,
        "chargeable": 2,
        "consumed": 1,
        "failed": 0,
    }

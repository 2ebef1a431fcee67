"""The picture of the statuses: it shows the steps that there are, and there are no others."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
import vl_convert

import kit
from kit import charts
from kit.facts.statuses import STATUS_CHANGES, STATUSES, TERMINAL_STATUSES

STEPS = {(each.before, each.after) for each in STATUS_CHANGES}

JENNY = "cus_9s6XKzkNRiz8i3"


def _pending(account: kit.Account) -> str:
    """A single-use source that waits for its payer, and for an hour at most."""
    return account.create_source(
        type="bancontact",
        amount=1999,
        currency="eur",
        redirect={"return_url": "https://example.com/back"},
    )["id"]


def _detach(account: kit.Account, source: str) -> None:
    account.attach(JENNY, source)
    account.detach(JENNY, source)


#: All that can happen to a source, beside the time that passes.
HAPPENINGS: dict[str, Callable[[kit.Account, str], object]] = {
    "authorize": lambda account, source: account.offline.authorize(source),
    "decline": lambda account, source: account.offline.decline(source),
    "charge": lambda account, source: account.offline.charge(source),
    "detach": _detach,
    "a day": lambda account, _: account.offline.advance(days=1),
}

#: How a new source comes into each status.
WAYS = {
    "pending": (),
    "chargeable": ("authorize",),
    "failed": ("decline",),
    "canceled": ("a day",),
    "consumed": ("authorize", "charge"),
}


@pytest.fixture(scope="module")
def walked() -> set[tuple[str, str]]:
    """Every step that a source of the offline account took, whatever was tried on it."""
    found = set()
    with kit.connect(offline=True, customers=1) as account:
        for (before, way), happening in product(WAYS.items(), HAPPENINGS.values()):
            source = _pending(account)
            for each in way:
                HAPPENINGS[each](account, source)
            assert account.source(source)["status"] == before
            try:
                happening(account, source)
            except kit.KitError:
                continue
            after = account.source(source)["status"]
            if after != before:
                found.add((before, after))
    return found


def test_the_offline_account_takes_these_steps_and_no_others(walked) -> None:
    """Whatever happens to a source in any status: the facts are what is walked."""
    assert walked == STEPS


def test_nothing_leads_out_of_a_status_that_is_terminal() -> None:
    """Two tables say which statuses are the end; they agree."""
    assert set(STATUSES) - {before for before, _ in STEPS} == TERMINAL_STATUSES


def test_the_picture_draws_each_status_and_each_step() -> None:
    """A box with its name for each status, and one arrow for each step, however many its causes."""
    chart = charts.statuses()
    spec = chart._repr_mimebundle_()["application/vnd.vegalite.v5+json"]
    svg = vl_convert.vegalite_to_svg(spec, vl_version="5.8")
    for status in STATUSES:
        assert f">{status}</text>" in svg
    for each in STATUS_CHANGES:
        assert each.cause.replace("'", "&apos;") in svg or each.cause in svg
    assert svg.count('aria-roledescription="rule mark"') == len(STEPS)
    assert len(chart.frame) == len(STATUS_CHANGES)

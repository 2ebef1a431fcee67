"""The explorer without a browser: whatever a click can do, a cell can."""

from __future__ import annotations

import json

import ipywidgets
import pytest
from live_proxy import LIVE_KEY, live_account_server

import kit
from kit.errors import (
    InvalidId,
    InvalidInput,
    NotFound,
    SourceAlreadyAttached,
    StripeUnreachable,
    WritesNotAllowed,
)


@pytest.fixture
def explorer(account):
    """An explorer over a fresh offline account, at rest."""
    made = kit.Explorer(account)
    made.settled()
    yield made
    made.close()


def _choose(explorer, page, **more):
    explorer.value = {"customer": page.customer, "source": page.source} | more
    explorer.settled()


def _all_state(widget):
    """Everything that the browser gets to know, as text."""
    seen, todo, states = set(), [widget], []
    while todo:
        each = todo.pop()
        if each.model_id in seen:
            continue
        seen.add(each.model_id)
        states.append(each.get_state())
        todo += getattr(each, "children", ())
    return json.dumps(states, default=str)


def test_the_button_says_what_is_missing(explorer, page):
    """From nothing to everything, each step is named."""
    button = explorer._plan.button
    assert (button.label, button.ready) == ("Choose a customer", False)
    explorer.value = {"customer": page.customer}
    explorer.settled()
    assert (button.label, button.ready) == ("Choose a source", False)
    _choose(explorer, page)
    assert (button.label, button.ready) == ("Attach", True)
    _choose(explorer, page, metadata={"a[b]": "1"})
    assert (button.label, button.ready) == ("Mend the metadata", False)


def test_a_click_attaches(explorer, page, account):
    """The button does what account.attach does, and the result is in the notebook."""
    _choose(explorer, page, metadata={"order": "6735"})
    explorer._plan.button.click()
    explorer.settled()
    assert explorer.attachment.after["customer"] == page.customer
    assert explorer.frame["id"].tolist() == [page.source]
    assert explorer.history["source"].tolist() == [page.source]
    assert account.source(page.source)["metadata"] == {"order": "6735"}
    assert "Attached" in explorer._outcome._headline.value


def test_a_double_click_attaches_once(explorer, page, account):
    """The second click meets a busy button, a later one has nothing left to do."""
    _choose(explorer, page)
    before = len(account.requests())
    for _ in range(100):
        explorer._plan.button.click()
    explorer.settled()
    explorer._plan.button.click()
    explorer.settled()
    sent = account.requests().iloc[before:]
    assert (sent["method"] == "POST").sum() == 1
    assert len(explorer.history) == 1


def test_attach_from_a_cell(explorer, page):
    """attach() gives the Attachment and shows it, as a click would."""
    explorer.value = {"customer": page.customer, "source": page.source}
    attachment = explorer.attach()
    assert isinstance(attachment, kit.Attachment)
    assert explorer.attachment is attachment
    explorer.settled()
    assert explorer._plan.button.label == "Already attached"


def test_a_refusal_is_raised_shown_and_explained(explorer, page):
    """A cell gets the error, the widget shows it in a person's words and Stripe's own."""
    _choose(explorer, page)
    explorer.attach()
    with pytest.raises(SourceAlreadyAttached):
        explorer.attach()
    shown = explorer._outcome._headline.value
    assert "this very customer already" in shown
    assert "The source you provided has already been attached" in shown
    assert len(explorer.history) == 1


def test_detaching_consumes(explorer, page, account):
    """The detach button is for this customer's sources, and the result says consumed."""
    _choose(explorer, page)
    assert not explorer._sources.detach.ready
    explorer.attach()
    explorer.settled()
    assert explorer._sources.detach.ready
    assert "final" in explorer._sources.detach.warning
    explorer._sources.detach.click()
    explorer.settled()
    assert account.source(page.source)["status"] == "consumed"
    assert explorer._plan.button.label == "Choose a source that is not consumed"


def test_value_is_a_plain_dict_to_get_set_and_observe(explorer, page):
    """Setting fills what is missing, and a change by hand is observed."""
    assert explorer.value == {"customer": None, "source": None, "metadata": {}}
    seen = []
    explorer.observe(lambda change: seen.append(change["new"]), "value")
    explorer._customers.finder.picked = page.customer
    explorer._plan.metadata.rows = [["order", "1"], ["", ""]]
    assert seen[-1] == {"customer": page.customer, "source": None, "metadata": {"order": "1"}}
    assert type(explorer.value) is dict


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ({"customer": "src_1"}, InvalidId),
        ({"source": "pm_1"}, InvalidId),
        ({"customers": "cus_1"}, InvalidInput),
        ({"metadata": {"a": 1}}, InvalidInput),
        ({"metadata": ["a"]}, InvalidInput),
    ],
)
def test_a_value_that_means_nothing_is_refused(explorer, value, error):
    """The old value stays, and the message says what is wrong."""
    with pytest.raises(error):
        explorer.value = value
    assert explorer.value == {"customer": None, "source": None, "metadata": {}}


def test_attach_without_a_choice_says_what_to_choose(explorer, page):
    """Nothing is sent."""
    with pytest.raises(InvalidInput, match="Choose a customer"):
        explorer.attach()
    explorer.value = {"customer": page.customer}
    with pytest.raises(InvalidInput, match="Choose a source"):
        explorer.attach()


def test_an_unknown_customer_is_explained_and_raised_once(explorer):
    """The plan shows why it cannot go on, and settled raises it."""
    explorer.value = {"customer": "cus_nobody"}
    with pytest.raises(NotFound):
        explorer.settled()
    assert "No such customer" in explorer._plan._checks.value
    assert explorer._plan.button.label == "Choose another customer: this one could not be read"
    explorer.settled()


def test_code_is_there_before_and_after(explorer, page):
    """What value describes is code already; afterwards it is the very call."""
    assert explorer.code == {}
    _choose(explorer, page)
    assert page.source in explorer.code["python"]
    explorer.attach()
    assert explorer.attachment.idempotency_key in explorer.code["python"]


def test_an_explorer_without_an_attach_has_empty_frames(explorer):
    """Columns are there, rows are not."""
    assert explorer.attachment is None
    assert len(explorer.frame) == 0
    assert list(explorer.history.columns)[:2] == ["customer", "source"]
    assert len(explorer.history) == 0


def test_a_practice_source_is_made_and_chosen(explorer):
    """By a cell and by the form alike."""
    made = explorer.make_source("ideal", amount=1000)
    assert explorer.value["source"] == made["id"]
    maker = explorer._sources.maker
    maker.type.value, maker.amount.value = "sepa_debit", "12.50"
    assert maker.currency.value == "eur"
    maker.button.click()
    explorer.settled()
    chosen = explorer.value["source"]
    assert chosen != made["id"]
    assert explorer._choice.source["amount"] == 1250
    rows = explorer._sources.ready.answer["rows"]
    assert [row["id"] for row in rows[:2]] == [chosen, made["id"]]


def test_a_wrong_amount_is_said_in_the_form(explorer):
    """Nothing is sent for an amount that is none."""
    explorer._sources.maker.amount.value = "a lot"
    explorer._sources.maker.button.click()
    explorer.settled()
    assert "is not one in USD" in explorer._sources.maker._words.value


def test_reset_goes_back_to_the_start(explorer, page, account):
    """The practice data is as new, and so is the explorer."""
    _choose(explorer, page)
    explorer.attach()
    explorer._where.reset.click()
    explorer.settled()
    assert "customer" not in account.source(page.source)
    assert explorer.value["customer"] is None
    assert explorer.attachment is None


def test_the_repr_is_fixed(explorer):
    """No address, no id: strict nbval compares it."""
    assert repr(explorer) == "Explorer(mode='offline')"


def test_no_secret_reaches_the_browser(explorer, page, account):
    """Neither keys nor client secrets nor account numbers are in any widget's state."""
    _choose(explorer, page)
    explorer.attach()
    for title in ("Frame", "JSON", "Code", "Requests", "History", "What changed"):
        explorer._outcome.tabs.choose(title)
    explorer._sources.refresh()
    explorer.settled()
    source = account.source(page.source)
    state = _all_state(explorer)
    assert page.source in state
    for secret in (
        source["client_secret"],
        source["ach_credit_transfer"]["account_number"],
        source["receiver"]["address"],
        account._offline._key,
    ):
        assert secret not in state


def test_an_error_of_our_own_is_shown_in_the_widget(explorer, page, monkeypatch):
    """A bug does not vanish into Lab's log."""
    _choose(explorer, page)
    monkeypatch.setattr(explorer._plan, "show", lambda *_a, **_k: 1 / 0)
    explorer._plan.button.click()
    with pytest.raises(ZeroDivisionError):
        explorer.settled()
    assert "an error of its own" in explorer._outcome._headline.value


@pytest.mark.parametrize(
    ("fault", "then"), [("error_before", "Attach"), ("error_after", "Already attached")]
)
def test_a_lost_answer_is_settled_by_reading(explorer, page, account, fault, then):
    """Whether it took effect is unknown; the source is read again and the checklist tells."""
    _choose(explorer, page)
    account.offline.set_faults(**{fault: 1.0}, on="writes")
    with pytest.raises(StripeUnreachable, match="may or may not"):
        explorer.attach()
    account.offline.clear_faults()
    explorer.settled()
    assert explorer._plan.button.label == then


def test_an_explorer_needs_an_account():
    """A key in its place is answered with what to do."""
    with pytest.raises(InvalidInput, match=r"kit\.connect"):
        kit.Explorer("sk_test_123")


def test_live_mode_asks_for_the_customers_id(page):
    """Neither a click nor a cell attaches in live mode without the id typed once more."""
    with (
        live_account_server() as base,
        kit.connect(LIVE_KEY, live_api_base=base, allow_writes=True) as account,
    ):
        explorer = kit.Explorer(account)
        _choose(explorer, page)
        button = explorer._plan.button
        assert (button.label, button.ready) == ("Type the customer's id to confirm", False)
        button.click()
        with pytest.raises(InvalidInput, match="LIVE"):
            explorer.attach()
        explorer._plan.confirm.typed = page.customer
        assert (button.label, button.ready) == ("Attach", True)
        button.click()
        explorer.settled()
        assert explorer.attachment.after["livemode"] is True
        assert explorer._plan.confirm.typed == ""
        explorer.close()


def test_a_live_account_that_only_reads_says_so(page):
    """The checklist and the button name the reason, and a cell gets the account's error."""
    with live_account_server() as base, kit.connect(LIVE_KEY, live_api_base=base) as account:
        explorer = kit.Explorer(account)
        _choose(explorer, page)
        assert explorer._plan.button.label == "This live account only reads"
        with pytest.raises(WritesNotAllowed):
            explorer.attach(confirm=page.customer)
        explorer.close()


def test_two_explorers_share_nothing(account, page):
    """What is chosen in one is not chosen in the other."""
    one, two = kit.Explorer(account), kit.Explorer(account)
    one.value = {"customer": page.customer}
    one.settled()
    two.settled()
    assert two.value["customer"] is None
    assert isinstance(one, ipywidgets.VBox)
    one.close()
    two.close()

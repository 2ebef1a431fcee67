"""The explorer without a browser: whatever a click can do, a cell can."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from live_proxy import LIVE_KEY, live_account_server
from spoken_page import Page

import kit
from kit.errors import (
    InvalidId,
    InvalidInput,
    NotFound,
    SourceAlreadyAttached,
    SourceNotAttachable,
    StripeUnreachable,
    WritesNotAllowed,
)


def _choose(explorer, page, **more):
    explorer.value = {"customer": page.customer, "source": page.source} | more
    explorer.settled()


def test_the_button_says_what_is_missing(explorer, screen, page):
    """From nothing to everything, each step is named."""
    assert screen.button == "Choose a customer"
    explorer.value = {"customer": page.customer}
    explorer.settled()
    assert screen.button == "Choose a source"
    _choose(explorer, page)
    assert screen.button == "Attach"
    _choose(explorer, page, metadata={"a[b]": "1"})
    assert screen.button == "Fix the metadata"


def test_a_click_attaches(explorer, screen, page, account):
    """The button does what account.attach does, and the result is in the notebook."""
    screen.choose(page.customer, page.source, [("order", "6735")])
    screen.click()
    explorer.settled()
    assert explorer.attachment.after["customer"] == page.customer
    assert explorer.frame["id"].tolist() == [page.source]
    assert explorer.history["source"].tolist() == [page.source]
    assert account.source(page.source)["metadata"] == {"order": "6735"}
    assert "Attached" in explorer.result["headline"]["words"]
    assert explorer.value["metadata"] == {}


def test_a_double_click_attaches_once(explorer, screen, page, account):
    """The second click meets a busy button, a later one has nothing left to do."""
    screen.choose(page.customer, page.source)
    before = len(account.requests())
    for _ in range(100):
        screen.click()
    explorer.settled()
    screen.click()
    explorer.settled()
    sent = account.requests().iloc[before:]
    assert (sent["method"] == "POST").sum() == 1
    assert len(explorer.history) == 1


def test_a_message_that_means_nothing_is_answered_and_shown(explorer, screen):
    """The page is not left waiting, and nothing is done."""
    for message in ({"kind": "explode"}, {"kind": "attach"}, {"kind": "choose", "source": "pm_1"}):
        screen.say(**message)
        assert explorer.status["seen"]["p"] == screen.number
        assert explorer.result["headline"]["kind"] == "broken"
    explorer._store.hear("nonsense")


def test_the_browser_changes_no_trait(explorer):
    """What a page would set by itself is not taken."""
    explorer.set_state({"plan": {"missing": ""}, "value": {"customer": "cus_1"}})
    assert explorer.plan["missing"] == "Choose a customer"
    assert explorer.value["customer"] is None


def test_attach_from_a_cell(explorer, page, screen):
    """attach() gives the Attachment and shows it, as a click would."""
    explorer.value = {"customer": page.customer, "source": page.source}
    attachment = explorer.attach()
    assert isinstance(attachment, kit.Attachment)
    assert explorer.attachment is attachment
    explorer.settled()
    assert screen.button == "Already attached"


def test_a_refusal_is_raised_shown_and_explained(explorer, page):
    """A cell gets the error, the widget shows it in a person's words and Stripe's own."""
    _choose(explorer, page)
    explorer.attach()
    with pytest.raises(SourceAlreadyAttached):
        explorer.attach()
    shown = explorer.result["headline"]
    assert "this very customer already" in shown["words"]
    assert "The source you provided has already been attached" in dict(shown["stripe"])["message"]
    assert explorer.history["outcome"].tolist() == ["attached", "refused"]
    explorer.settled()


def test_detaching_consumes(explorer, screen, page, account):
    """The detach button is for this customer's sources, and the result says consumed."""
    _choose(explorer, page)
    assert not explorer.plan["detach"]["ready"]
    explorer.attach()
    explorer.settled()
    assert explorer.plan["detach"]["ready"]
    assert "final" in explorer.plan["detach"]["warning"]
    screen.click("detach")
    explorer.settled()
    assert account.source(page.source)["status"] == "consumed"
    assert screen.button == "Choose a source that is not consumed"
    assert "delete_source" in explorer.code["python"]


def test_value_is_a_plain_dict_to_get_set_and_observe(explorer, screen, page):
    """Setting fills what is missing, and a change by hand is observed."""
    assert explorer.value == {"customer": None, "source": None, "metadata": {}}
    seen = []
    explorer.observe(lambda change: seen.append(change["new"]), "value")
    screen.choose(page.customer, None, [("order", "1"), ("", "")])
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
    assert "No such customer" in explorer.plan["customer"]["error"]
    assert explorer.plan["missing"] == "Choose another customer: this one could not be read"
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


def test_a_practice_source_is_made_and_chosen(explorer, screen):
    """By a cell and by the form alike."""
    made = explorer.make_source("ideal", amount=1000)
    assert explorer.value["source"] == made["id"]
    screen.say("make", type="sepa_debit", amount="12.50", currency="eur", email="")
    explorer.settled()
    chosen = explorer.value["source"]
    assert chosen != made["id"]
    assert explorer._state.source.record["amount"] == 1250
    shown = {row["id"] for row in explorer.ready["rows"]}
    assert chosen in shown


def test_a_wrong_amount_is_said_in_the_form(explorer, screen):
    """Nothing is sent for an amount that is none."""
    screen.say("make", type="card", amount="a lot", currency="usd", email="")
    with pytest.raises(InvalidInput):
        explorer.settled()
    assert "is not one in USD" in explorer.maker["words"]


def test_a_pending_source_is_moved_on(explorer, screen, account):
    """The payer's part is played from the screen, and the checklist follows."""
    made = explorer.make_source("ideal", amount=1000)
    explorer.settled()
    assert [act["name"] for act in explorer.plan["acts"]] == ["authorize", "decline", "advance"]
    screen.say("act", act="authorize", source=made["id"])
    explorer.settled()
    assert account.source(made["id"])["status"] == "chargeable"
    assert "chargeable" in explorer.maker["words"]


def test_reset_goes_back_to_the_start(explorer, screen, page, account):
    """The practice data is as new, and so is the explorer."""
    _choose(explorer, page)
    explorer.attach()
    screen.say("reset")
    explorer.settled()
    assert "customer" not in account.source(page.source)
    assert explorer.value["customer"] is None
    assert explorer.attachment is None


def test_the_repr_is_fixed(explorer):
    """No address, no id: strict nbval compares it."""
    assert repr(explorer) == "Explorer(mode='offline')"


def test_no_secret_reaches_the_browser(explorer, screen, page, account):
    """Neither keys nor client secrets nor account numbers are in the widget's state."""
    _choose(explorer, page)
    explorer.attach()
    screen.say("tab", group="result", title="Requests")
    explorer.settled()
    source = account.source(page.source)
    state = json.dumps(explorer.get_state(), default=str)
    assert page.source in state
    for secret in (
        source["client_secret"],
        source["ach_credit_transfer"]["account_number"],
        source["receiver"]["address"],
        account._offline._key,
    ):
        assert secret not in state


@pytest.mark.parametrize(
    ("fault", "then", "words"),
    [
        ("error_before", "Attach", "nothing was changed"),
        ("error_after", "Already attached", "it was attached"),
    ],
)
def test_a_lost_answer_is_settled_by_reading(explorer, page, account, fault, then, words):
    """Whether it took effect is unknown; the source is read again and both places tell."""
    _choose(explorer, page)
    account.offline.set_faults(**{fault: 1.0}, on="writes")
    with pytest.raises(StripeUnreachable, match="may or may not"):
        explorer.attach()
    account.offline.clear_faults()
    explorer.settled()
    assert explorer.plan["missing"] == ("" if then == "Attach" else then)
    assert words in explorer.result["headline"]["words"]


def test_twenty_five_attaches_do_not_empty_the_ready_list(account):
    """The list is read again when it runs low."""
    explorer = kit.Explorer(account)
    explorer.settled()
    for _ in range(3):
        for row in list(explorer.ready["rows"]):
            explorer.value = {"customer": "cus_9s6XKzkNRiz8i3", "source": row["id"]}
            with suppress(SourceNotAttachable):  # a charge has consumed it, which no event tells
                explorer.attach()
        explorer.settled()
    assert (explorer.history["outcome"] == "attached").sum() > 60
    assert len(explorer.ready["rows"]) == 25
    explorer.close()


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
        screen = Page(explorer)
        _choose(explorer, page)
        assert screen.button == "Type the customer's id to confirm"
        screen.click()
        with pytest.raises(InvalidInput, match="LIVE"):
            explorer.attach()
        explorer.settled()
        assert explorer.attachment is None
        screen.say("confirm", text=page.customer)
        assert screen.button == "Attach"
        screen.click()
        explorer.settled()
        assert explorer.attachment.after["livemode"] is True
        assert explorer.plan["confirm"] == ""
        explorer.close()


def test_a_live_account_that_only_reads_says_so(page):
    """The checklist and the button name the reason, and a cell gets the account's error."""
    with live_account_server() as base, kit.connect(LIVE_KEY, live_api_base=base) as account:
        explorer = kit.Explorer(account)
        _choose(explorer, page)
        assert explorer.plan["missing"] == "This live account only reads"
        assert not explorer.account_part["confirms"]
        assert "read only" in explorer.account_part["meaning"]
        with pytest.raises(WritesNotAllowed):
            explorer.attach()
        explorer.close()


def test_two_explorers_share_nothing(account, page):
    """What is chosen in one is not chosen in the other."""
    one, two = kit.Explorer(account), kit.Explorer(account)
    one.value = {"customer": page.customer}
    one.settled()
    two.settled()
    assert two.value["customer"] is None
    one.close()
    two.close()


def test_frame_and_code_never_show_the_change_before(explorer, account, page):
    """Beside a new result they are empty and say so, until they are made."""
    _choose(explorer, page)
    first = explorer.attach().source
    explorer.settled()
    assert first in explorer.forms["json"]
    seen = []
    explorer.observe(lambda _: seen.append((explorer.result["changes"], explorer.forms)), "forms")
    other = account.attachable_source_records(limit=1)[0]["id"]
    explorer.value = {"customer": page.customer, "source": other}
    explorer.settled()
    explorer.attach()
    explorer.settled()
    assert [shown["making"] for _, shown in seen] == [True, False]
    assert seen[0][1]["code"] == {}
    assert other in seen[1][1]["json"]

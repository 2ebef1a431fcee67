"""What each source becomes in the PaymentMethods API."""

from urllib.parse import urlsplit

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from planted_account import card, planted, sepa, token_account, token_card

from kit.errors import KitError, UnreadableFrame
from kit.facts.end_of_sources import STATEMENTS
from kit.facts.replacements import ACTION_MEANINGS, CERTAINTIES, REPLACEMENTS, TOKEN_OBJECTS
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES, TERMINAL_STATUSES
from kit.facts.stripe_pages import PAGES
from kit.frames import describe_columns, flatten
from kit.migration import migration_plan

COLUMNS = describe_columns("migration_plan").set_index("column")["dtype"].to_dict()


def sources(*rows: tuple[str | None, ...]) -> pd.DataFrame:
    """A frame of (type, status, customer, usage) rows, numbered src_0, src_1 and so on."""
    frame = pd.DataFrame(list(rows), columns=["type", "status", "customer", "usage"], dtype="str")
    frame.insert(0, "id", pd.array([f"src_{at}" for at in range(len(rows))], dtype="str"))
    categories = {"type": "category", "status": "category", "usage": "category"}
    return frame.astype(categories)


def step(*row: str | None) -> tuple[object, object]:
    """The PaymentMethod type and the action for one (type, status, customer, usage)."""
    plan = migration_plan(sources(row)).iloc[0]
    kind = plan["payment_method_type"]
    return (None if pd.isna(kind) else kind), plan["action"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("card", "chargeable", "cus_1", "reusable"), ("card", "use_as_is")),
        (("card", "chargeable", None, "reusable"), ("card", "attach_first")),
        (("card", "chargeable", "cus_1", "single_use"), ("card", "pay_anew")),
        (("card", "consumed", None, "reusable"), ("card", "drop")),
        (("sepa_debit", "chargeable", "cus_1", "reusable"), ("sepa_debit", "migrate_data")),
        (("sepa_debit", "chargeable", None, "reusable"), ("sepa_debit", "attach_first")),
        (("sepa_debit", "failed", "cus_1", "reusable"), ("sepa_debit", "drop")),
        (
            ("ach_credit_transfer", "pending", "cus_1", "reusable"),
            ("customer_balance", "move_to_bank_transfer"),
        ),
        (
            ("sepa_credit_transfer", "pending", None, "reusable"),
            ("customer_balance", "move_to_bank_transfer"),
        ),
        (("ach_debit", "chargeable", "cus_1", "reusable"), ("us_bank_account", "collect_again")),
        (("alipay", "chargeable", "cus_1", "reusable"), ("alipay", "migrate_data")),
        (("alipay", "pending", None, "single_use"), ("alipay", "pay_anew")),
        (("wechat", "pending", None, "single_use"), ("wechat_pay", "pay_anew")),
        (("sofort", "chargeable", None, "single_use"), (None, "choose_another")),
        (("three_d_secure", "chargeable", None, "single_use"), (None, "drop")),
        (("bacs_debit", "chargeable", "cus_1", "reusable"), ("bacs_debit", "migrate_data")),
    ],
)
def test_the_plan_follows_the_documented_table(
    row: tuple[str | None, ...], expected: tuple[str | None, str]
) -> None:
    """Type, usage, status and whether a customer holds it decide what becomes of a source."""
    assert step(*row) == expected


@pytest.mark.parametrize("status", sorted(TERMINAL_STATUSES))
@pytest.mark.parametrize("source_type", SOURCE_TYPES)
def test_what_can_never_be_used_again_is_dropped(source_type: str, status: str) -> None:
    """A consumed, canceled or failed source is left behind, whatever its type."""
    assert step(source_type, status, "cus_1", SOURCE_TYPES[source_type].usage)[1] == "drop"


@pytest.mark.parametrize("source_type", SOURCE_TYPES)
def test_every_type_of_the_kit_has_a_successor_or_a_word_why_not(source_type: str) -> None:
    """No known type ends in "check", and nothing single-use is ever kept."""
    for usage in SOURCE_TYPES[source_type].usages:
        for customer in (None, "cus_1"):
            plan = migration_plan(sources((source_type, "chargeable", customer, usage)))
            assert plan["action"].iloc[0] != "check"
            assert plan["reason"].iloc[0]
            if usage == "single_use":
                assert plan["action"].iloc[0] in {"pay_anew", "choose_another", "drop"}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("pix", "chargeable", None, "reusable"), "'pix'"),
        ((None, None, "cus_1", None), "without a type"),
        (("card", "frozen", "cus_1", "reusable"), "'frozen'"),
        (("card", None, "cus_1", "reusable"), "without a status"),
    ],
)
def test_what_is_unknown_is_to_be_checked_and_never_guessed(
    row: tuple[str | None, ...], words: str
) -> None:
    """A new type or status, or a card among the sources, gets no successor."""
    plan = migration_plan(sources(row)).iloc[0]
    assert (plan["action"], plan["certainty"]) == ("check", "unconfirmed")
    assert pd.isna(plan["payment_method_type"])
    assert words in plan["reason"]


def test_a_missing_usage_is_that_of_the_type() -> None:
    """Usage may be null: a Bancontact source is single-use, a card can be used again."""
    assert step("bancontact", "chargeable", None, None)[1] == "pay_anew"
    assert step("card", "chargeable", "cus_1", None)[1] == "use_as_is"


def test_one_row_a_source_in_the_frames_order_under_its_index() -> None:
    """The plan can be joined to the frame it came from, filtered and reordered as that is."""
    frame = sources(
        ("card", "chargeable", "cus_1", "reusable"),
        ("wechat", "pending", None, "single_use"),
        ("eps", "failed", None, "single_use"),
    )
    frame["amount"] = pd.array([1, 2, None], dtype="Int64")
    shuffled = frame.loc[[2, 0]]
    plan = migration_plan(shuffled)
    assert list(plan["id"]) == ["src_2", "src_0"]
    assert list(plan.index) == [2, 0]
    assert_frame_equal(frame, frame.copy())
    assert_frame_equal(plan.sort_index(), migration_plan(frame).loc[[0, 2]])


@pytest.mark.parametrize("rows", [0, 1, 20])
def test_dtypes_and_categories_are_the_same_for_any_number_of_rows(rows: int) -> None:
    """A plan of nothing has the columns, dtypes and categories of any other plan."""
    plan = migration_plan(sources(*[("card", "chargeable", "cus_1", "reusable")] * rows))
    assert len(plan) == rows
    assert {name: str(dtype) for name, dtype in plan.dtypes.items()} == COLUMNS
    assert list(plan["type"].cat.categories) == list(SOURCE_TYPES)
    assert list(plan["status"].cat.categories) == list(STATUSES)
    assert list(plan["action"].cat.categories) == list(ACTION_MEANINGS)
    assert list(plan["certainty"].cat.categories) == list(CERTAINTIES)
    rules = (*REPLACEMENTS.values(), *TOKEN_OBJECTS.values())
    kinds = {each.payment_method for each in rules} - {None}
    assert set(plan["payment_method_type"].cat.categories) == kinds


def test_object_columns_will_do() -> None:
    """The columns may have any dtype that holds text and None, as from a CSV or by hand."""
    frame = sources(("card", "chargeable", None, "reusable"))
    assert_frame_equal(migration_plan(frame.astype(object)), migration_plan(frame))


def test_missing_columns_are_named() -> None:
    """A frame without what is needed is refused, and the message lists what is missing."""
    with pytest.raises(UnreadableFrame, match="lacks customer, usage"):
        migration_plan(sources().drop(columns=["customer", "usage"]))


def test_what_is_no_frame_is_refused() -> None:
    """A list of ids is a KitError, not a traceback from within pandas."""
    with pytest.raises(KitError, match="not a list"):
        migration_plan(["src_1"])  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def plan() -> pd.DataFrame:
    """The plan of the planted account, by source."""
    account = planted()
    return migration_plan(account.sources, account.customers, account.events).set_index("id")


def test_cards_are_disputed_and_never_documented(plan: pd.DataFrame) -> None:
    """Stripe's own pages disagree on cards, so no card that is kept is called documented."""
    cards = plan[(plan["type"] == "card") & plan["customer"].notna()]
    assert set(cards["action"]) == {"use_as_is"}
    assert set(cards["certainty"]) == set(cards["breaks"]) == {"disputed"}
    for source_type, rule in REPLACEMENTS.items():
        statements = [each for each in STATEMENTS if source_type in each.about]
        if any(each.certainty == "disputed" for each in statements):
            assert rule.certainty == "disputed" or rule.action == "drop"


def test_each_fact_names_its_page_and_the_day_it_was_read(plan: pd.DataFrame) -> None:
    """Whoever decides by it can open the page, and sees how old the reading is."""
    assert plan["page"].str.startswith("https://").all()
    assert plan["page_read"].str.fullmatch(r"2026-11-2\d").all()
    pages = {each.page for each in (*REPLACEMENTS.values(), *TOKEN_OBJECTS.values(), *STATEMENTS)}
    assert pages <= set(PAGES)


def test_each_page_is_a_page_and_not_a_site():
    """Whoever doubts a fact opens the very page that says it."""
    bare = [name for name, page in PAGES.items() if not urlsplit(page.address).path.strip("/")]
    assert bare == []


def test_whose_it_is_and_what_it_is_worth_is_kept(plan: pd.DataFrame) -> None:
    """Customer, default, amount, money that waits, when it was made, used and last heard of."""
    ach = plan.loc["src_ach"]
    assert (ach["customer"], ach["currency"]) == ("cus_ach", "usd")
    assert (ach["amount_received"], ach["amount_waiting"]) == (50_000, 30_000)
    assert (ach["is_default"], ach["used"]) == (True, True)
    assert (ach["last_event"] - ach["created"]).days == 6
    assert plan.loc["src_single", "amount"] == 2_500
    assert plan.loc["src_soon_again", "is_default"] == False  # noqa: E712  # neither NA nor None
    assert pd.isna(plan.loc["src_loose", "last_event"])
    assert str(plan.loc["src_expired", "expires"].date()) == "2026-10-31"


def test_without_customers_nobody_knows_the_defaults() -> None:
    """Missing is not False."""
    assert migration_plan(planted().sources)["is_default"].isna().all()


@pytest.mark.parametrize(
    ("id", "breaks"),
    [
        ("src_sepa", "yes"),
        ("src_ach", "yes"),
        ("src_sct", "yes"),
        ("src_expired", "disputed"),
        ("src_failed", "no"),
        ("src_single", "no"),
        ("src_loose", "no"),
    ],
)
def test_what_breaks_is_what_a_customer_has_saved(plan: pd.DataFrame, id: str, breaks: str) -> None:
    """A saved debit or account number breaks, one payment or a dead source does not."""
    assert plan.loc[id, "breaks"] == breaks


def test_a_sepa_source_without_a_mandate_is_collected_again() -> None:
    """There is nothing that a data migration could take along; where nobody knows, none is told."""
    frame = flatten([sepa("src_0", "cus_1", "DE1"), sepa("src_1", "cus_1", "DE2")])
    assert migration_plan(frame)["action"].to_list() == ["collect_again"] * 2
    other = [sepa("src_2", "cus_1", "DE3", mandate_reference="M1")]
    other.append(sepa("src_3", "cus_1", "DE4", mandate={"reference": "M2"}))
    other.append(sepa("src_4", "cus_1", "DE5"))
    actions = migration_plan(flatten(other))["action"].to_list()
    assert actions == ["migrate_data", "migrate_data", "collect_again"]
    row = ("sepa_debit", "chargeable", "cus_1", "reusable")
    assert step(*row) == ("sepa_debit", "migrate_data")


def test_what_tokens_made_is_to_be_looked_at() -> None:
    """Cards are in what the newest page ends, and the pages disagree on them; accounts are not."""
    made = [token_card("card_1", "cus_1"), token_account("ba_1", "cus_1")]
    frame = flatten([*made, card("src_1", "cus_1", (2030, 1), "4242")])
    plan = migration_plan(frame)
    assert plan["action"].to_list() == ["check", "check", "use_as_is"]
    assert plan["certainty"].to_list() == ["disputed", "unconfirmed", "disputed"]
    assert plan["breaks"].to_list() == ["disputed", "unknown", "disputed"]


def test_an_account_of_nothing_but_cards_has_a_plan() -> None:
    """A frame of what tokens made has no types at all."""
    plan = migration_plan(flatten([token_card("card_1", "cus_1")]))
    assert plan["action"].to_list() == ["check"]
    assert str(plan["expires"][0].date()) == "2030-04-30"


@pytest.mark.parametrize("name", ["card", "bank_account", "object card"])
def test_a_type_of_that_name_is_no_token_object(name: str) -> None:
    """Only an object of that kind is, whatever Stripe may call a type."""
    kind, action = step(name, "chargeable", "cus_1", "reusable")
    assert action == ("use_as_is" if name == "card" else "check")
    if name == "bank_account":
        assert kind is None


def test_frames_that_lack_columns_are_named() -> None:
    """customers= and events= are frames of customers and events."""
    frame = planted().sources
    with pytest.raises(UnreadableFrame, match="default_source"):
        migration_plan(frame, customers=frame)
    with pytest.raises(UnreadableFrame, match="source and created"):
        migration_plan(frame, events=frame)

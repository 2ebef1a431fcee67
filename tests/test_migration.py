"""What each source becomes in the PaymentMethods API."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from kit.errors import KitError, UnreadableFrame
from kit.facts.replacements import ACTION_MEANINGS, CERTAINTIES, REPLACEMENTS
from kit.facts.source_types import SOURCE_TYPES
from kit.facts.statuses import STATUSES, TERMINAL_STATUSES
from kit.migration import migration_plan

COLUMNS = {
    "id": "str",
    "type": "category",
    "status": "category",
    "payment_method_type": "category",
    "action": "category",
    "reason": "str",
    "certainty": "category",
}


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
    kinds = {each.payment_method for each in REPLACEMENTS.values()} - {None}
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

"""An answer is to this very request only if it names what was asked for."""

import pytest

from kit.gateway import expected_answers as expected

SOURCE = {"object": "source", "id": "src_1", "customer": "cus_1", "type": "card"}
CUSTOMER = {"object": "customer", "id": "cus_1"}
EVENT = {"object": "event", "id": "evt_1", "data": {"object": {"id": "src_1"}}}


def _page(url, *items, kind="list", **more):
    return {"object": kind, "url": url, "has_more": False, "data": list(items)} | more


def test_an_item_whose_kind_is_no_text_is_something_else():
    """Whatever stands there, it is no answer, and no error of the kit's own."""
    page = _page("/v1/customers", CUSTOMER | {"object": ["customer"]})
    assert "holds something else" in expected.listed("/v1/customers")(page)


@pytest.mark.parametrize(
    ("check", "answer"),
    [
        (expected.attached("cus_1", "src_1"), SOURCE | {"unheard_of": {"deep": [1]}}),
        (expected.retrieved("source", "src_1"), SOURCE),
        (expected.retrieved("customer", "cus_1"), CUSTOMER | {"deleted": True}),
        (expected.retrieved("customer", "cus_1"), CUSTOMER | {"sources": None}),
        (
            expected.retrieved("customer", "cus_1"),
            CUSTOMER | {"sources": _page("/v1/customers/cus_1/sources", SOURCE)},
        ),
        (expected.created("source", type="card"), SOURCE),
        (expected.created("customer"), CUSTOMER),
        (expected.listed("/v1/customers"), _page("/v1/customers", CUSTOMER)),
        (expected.listed("/v1/events"), _page("/v1/events", EVENT, total_count=1)),
        (
            expected.listed("/v1/customers/search"),
            _page("/v1/customers/search", CUSTOMER, kind="search_result"),
        ),
        (
            expected.listed("/v1/customers/cus_1/sources"),
            _page("/v1/customers/cus_1/sources", SOURCE, {"object": "card", "id": "card_1"}),
        ),
    ],
)
def test_the_answer_that_was_asked_for_passes(check, answer):
    """With whatever further fields Stripe may add."""
    assert check(answer) is None


@pytest.mark.parametrize(
    ("check", "answer", "says"),
    [
        (expected.attached("cus_1", "src_1"), {}, "JSON of no kind, not the source src_1"),
        (expected.attached("cus_1", "src_1"), SOURCE | {"id": "src_2"}, "src_2, not src_1"),
        (expected.attached("cus_1", "src_1"), SOURCE | {"customer": "cus_2"}, "customer cus_2"),
        (expected.attached("cus_1", "src_1"), SOURCE | {"customer": None}, "nobody"),
        (expected.attached("cus_1", "src_1"), SOURCE | {"customer": ["cus_1"]}, "customer list"),
        (expected.attached("cus_1", "src_1"), SOURCE | {"object": "card"}, "kind card"),
        (expected.retrieved("source", "src_1"), _page("/v1/events"), "kind list"),
        (expected.retrieved("source", "src_1"), SOURCE | {"id": "x\n<b>"}, r"'x\n<b>'"),
        (expected.retrieved("customer", "cus_1"), CUSTOMER | {"sources": "none"}, "no kind"),
        (expected.created("source", type="card"), SOURCE | {"type": "sofort"}, "another type"),
        (expected.created("source", type="card"), SOURCE | {"id": "src_"}, "without an id"),
        (expected.created("customer"), SOURCE, "kind source"),
        (expected.listed("/v1/customers"), _page("/v1/charges"), "/v1/charges, not"),
        (expected.listed("/v1/customers"), _page("/v1/customers", SOURCE), "something else"),
        (expected.listed("/v1/customers"), _page("/v1/customers", 5), "something else"),
        (expected.listed("/v1/customers"), _page("/v1/customers", {"id": 5}), "something else"),
        (expected.listed("/v1/customers"), _page("/v1/customers", data={}), "something else"),
        (expected.listed("/v1/customers"), _page("/v1/customers", has_more=0), "the last"),
        (expected.listed("/v1/events"), _page("/v1/events", EVENT | {"data": 5}), "something"),
        (
            expected.listed("/v1/customers"),
            _page("/v1/customers", CUSTOMER | {"sources": _page("/v1/events")}),
            "something else",
        ),
    ],
)
def test_any_other_is_told_apart_in_words(check, answer, says):
    """The words name what came beside what was asked for, and no markup of a stranger's."""
    assert says in check(answer)

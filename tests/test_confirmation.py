"""Real money moves only after somebody spelled out what it is about."""

import pytest

from kit.confirmation import confirmation_of_customer, confirmation_of_rows
from kit.errors import WritesNotAllowed


@pytest.mark.parametrize("typed", [500, "500", "attach 500 rows", "500 rows", "attach 500 row"])
def test_the_number_of_rows_confirms_a_bulk_run(typed):
    """Only the number counts, however it is put."""
    confirmation_of_rows(500).check("live", typed)


@pytest.mark.parametrize(
    "typed", [None, "", "yes", 50, "attach 5000 rows", "500 of 600", -1, True, 1.5]
)
def test_anything_else_confirms_no_bulk_run(typed):
    """Another number, two numbers or none, and the message says what to pass."""
    with pytest.raises(WritesNotAllowed, match=r"nothing was sent.*confirm='attach 500 rows'"):
        confirmation_of_rows(500).check("live", typed)


def test_true_is_no_number():
    """``confirm=True`` does not confirm a single row."""
    with pytest.raises(WritesNotAllowed):
        confirmation_of_rows(1).check("live", typed=True)


def test_a_customer_is_confirmed_by_its_whole_id():
    """The very id, with white space around it at most."""
    wanted = confirmation_of_customer("cus_1")
    wanted.check("live", " cus_1\n")
    for typed in (None, "", "cus_", "cus_12", "CUS_1", 1):
        with pytest.raises(WritesNotAllowed, match="cus_1"):
            wanted.check("live", typed)


@pytest.mark.parametrize("mode", ["offline", "test"])
def test_only_live_mode_asks(mode):
    """No confirmation is needed where no real money is."""
    confirmation_of_rows(5).check(mode, None)
    confirmation_of_customer("cus_1").check(mode, None)

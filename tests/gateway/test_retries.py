"""When a request goes out again: as Stripe says, else after waits that grow."""

import time
from email.utils import formatdate

import pytest

from kit.errors import StripeUnreachable
from kit.gateway.retries import Backoff, may_repeat, seconds_until_retry


def _lost(**fields):
    return StripeUnreachable("lost", **({"should_retry": True} | fields))


def test_waits_double_and_end():
    """Half a second, a second, and then the error is raised."""
    backoff = Backoff(retries=3, first=0.5, longest=1.5)
    waits = [backoff.wait(_lost(), failures, None) for failures in (1, 2, 3, 4)]
    assert waits[3] is None
    for wait, most in zip(waits, (0.5, 1.0, 1.5), strict=False):
        assert most / 2 <= wait <= most


def test_a_call_may_ask_for_fewer():
    """``retries=0`` is one try."""
    assert Backoff(retries=3).wait(_lost(), 1, 0) is None


def test_retry_after_is_honoured():
    """As long as it asks for, if that is bearable; else not at all."""
    backoff = Backoff(patience=60)
    assert backoff.wait(_lost(retry_after=7.0), 1, None) == 7.0
    assert backoff.wait(_lost(retry_after=3600.0), 1, None) is None
    assert backoff.wait(_lost(retry_after=0.0), 1, None) > 0


def test_what_will_not_change_is_not_repeated():
    """A redirect, a bad certificate or a definite refusal is the same the next time."""
    assert Backoff().wait(_lost(should_retry=False), 1, None) is None


@pytest.mark.parametrize(
    ("status", "told", "expected"),
    [
        (None, None, True),
        (409, None, True),
        (500, None, True),
        (503, "false", False),
        (400, None, False),
        (400, "true", True),
        (429, None, False),
        (500, "perhaps", True),
    ],
)
def test_stripes_own_word_comes_first(status, told, expected):
    """Stripe-Should-Retry decides where it is sent."""
    headers = {} if told is None else {"Stripe-Should-Retry": told}
    assert may_repeat(status, headers) is expected


def test_retry_after_is_a_number_or_a_date():
    """Both forms that HTTP knows, and anything else is none."""
    in_a_minute = formatdate(time.time() + 60, usegmt=True)
    assert 50 < seconds_until_retry({"Retry-After": in_a_minute}) <= 60
    assert seconds_until_retry({"Retry-After": formatdate(0, usegmt=True)}) == 0
    assert seconds_until_retry({"Retry-After": "120"}) == 120
    for nonsense in ("", "soon", "-1", "١٢", "1e9", "nan"):
        assert seconds_until_retry({"Retry-After": nonsense}) is None

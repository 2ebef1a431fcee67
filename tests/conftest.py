"""What every test may ask for: an offline account of its own, and a clean environment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import settings

import kit

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


@dataclass(frozen=True)
class PagePair:
    """The customer and the source of Stripe's page "Attach a source"."""

    customer: str = "cus_9s6XKzkNRiz8i3"
    source: str = "src_1NfRGv2eZvKYlo2Cv7NAImBL"


PAGE: Final = PagePair()


@pytest.fixture
def page() -> PagePair:
    """The page's own pair, which the practice data holds ready to attach."""
    return PAGE


@pytest.fixture
def account() -> Iterator[kit.Account]:
    """A fresh offline account."""
    with kit.connect(offline=True) as fresh:
        yield fresh


@pytest.fixture(autouse=True)
def _no_key_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIPE_API_KEY", raising=False)

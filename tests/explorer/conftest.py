"""An explorer at rest, and a page that shows it."""

from __future__ import annotations

import pytest
from spoken_page import Page

import kit


@pytest.fixture
def explorer(account):
    """An explorer over a fresh offline account, at rest."""
    made = kit.Explorer(account)
    made.settled()
    yield made
    made.close()


@pytest.fixture
def screen(explorer):
    """A page that shows the explorer."""
    return Page(explorer)

"""Which account is this: its mode, its address, and whose data it holds, in words.

A notebook shows it for an account, a command says it before anything else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kit.practice import PracticeControls

__all__ = ["Mode", "WhichAccount"]

Mode = Literal["offline", "test", "live"]


class WhichAccount(ABC):
    """The part of an account that says which one it is."""

    mode: Mode
    #: As much of the key as may be seen.
    _key_hint: str
    _may_write: bool
    _offline: PracticeControls | None

    @property
    @abstractmethod
    def api_base(self) -> str:
        """Where requests go."""

    @property
    @abstractmethod
    def is_closed(self) -> bool:
        """Whether it was closed, and answers no more."""

    @property
    def label(self) -> str:
        """The mode, the key's end and the address, for whoever has to see where a command goes.

        Such as "test mode, with the key sk_test_••••4242, at https://api.stripe.com".
        """
        key = f", with the key {self._key_hint}" if self._key_hint else ""
        return f"{self.mode} mode{key}, at {self.api_base}"

    @property
    def holds(self) -> str:
        """Whose data it is: "practice data", "a recording", "test data" or "real customers".

        An offline account is asked, because a recording may be put into it at any time.

        >>> import kit
        >>> with kit.connect(offline=True) as account:
        ...     account.holds
        'practice data'
        """
        if self._offline is not None:
            return "a recording" if self._offline.state()["recorded"] else "practice data"
        return "real customers" if self.mode == "live" else "test data"

    def __repr__(self) -> str:
        return f"Account(mode={self.mode!r})"

    def _repr_html_(self) -> str:
        holds = "closed" if self.is_closed else self.holds
        may = "" if self._may_write else ", only read"
        where = self.label.removeprefix(f"{self.mode} mode, ")
        return (
            f"<p><strong>{escape(self.mode)} mode</strong>: {escape(holds)}{may}<br>"
            f"{escape(where)}</p>"
        )

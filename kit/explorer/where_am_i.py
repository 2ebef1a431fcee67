"""Which account this is: offline, test or live, where it answers, and a fresh start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ipywidgets import HBox
from markupsafe import Markup

from kit.account import Account
from kit.explorer.action_button import ActionButton
from kit.explorer.background import Background
from kit.explorer.markup import html

__all__ = ["WhereAmI"]

_MEANINGS: Final = {
    "offline": "Practice data on this machine. Nothing here is real, so try anything.",
    "test": "Your Stripe account in test mode. No real money can move.",
    "live": "Your real Stripe account. Whatever you attach here can be charged for real.",
}

_BAR: Final = Markup(
    '<span class="kit-badge kit-mode-{mode}">{badge}</span>'
    '<span class="kit-where"><strong>{meaning}</strong>'
    '<span class="kit-quiet">{api_base} · API version {version}</span></span>'
)


class WhereAmI(HBox):
    """A badge with the mode; the offline account can be reset here."""

    def __init__(
        self, account: Account, background: Background, on_reset: Callable[[], None]
    ) -> None:
        bar = html(
            _BAR.format(
                mode=account.mode,
                badge=account.mode.upper(),
                meaning=_MEANINGS[account.mode],
                api_base=account.api_base,
                version=account.api_version,
            )
        )
        self.reset = ActionButton(
            on_reset,
            background,
            label="Reset practice data",
            hint="Everything goes back to how it was at the start.",
            warning="All that you attached here will be gone.",
        )
        super().__init__([bar, self.reset] if account.mode == "offline" else [bar])
        self.add_class("kit-bar")

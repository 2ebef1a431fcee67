"""A form that makes a source for practice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from ipywidgets import Dropdown, HBox, Text, VBox
from markupsafe import Markup

from kit.account import Account
from kit.errors import KitError
from kit.explorer.action_button import ActionButton
from kit.explorer.background import Background
from kit.explorer.markup import html, note
from kit.facts.source_types import SOURCE_TYPES
from kit.practice_source import minor_units, practice_params

__all__ = ["PracticeMaker"]

#: For types that take any currency.
_CURRENCIES: Final = ("usd", "eur", "gbp", "jpy")

_WORDS: Final = note(
    "An address such as x_chargeable@example.com plays a payer who agrees; "
    "amount_1000@example.com one who sends 10.00."
)


class PracticeMaker(VBox):
    """Type, amount, currency and e-mail address of a source to make.

    ``on_made`` gets the new source.
    """

    def __init__(
        self,
        account: Account,
        background: Background,
        on_made: Callable[[Mapping[str, Any]], None],
    ) -> None:
        self._account = account
        self._background = background
        self._on_made = on_made
        types = [(kind.title, name) for name, kind in SOURCE_TYPES.items()]
        self.type = Dropdown(description="Type", options=types, value="card")
        self.amount = Text(description="Amount", placeholder="such as 10.00", value="10.00")
        self.currency = Dropdown(description="Currency", options=_CURRENCIES)
        self.email = Text(description="E-mail", value="practice@example.com")
        self.button = ActionButton(self._clicked, background, label="Make this source")
        self._words = html(str(_WORDS), "kit-maker-words")
        self.type.observe(background.guard(self._type_chosen), "value")
        fields = HBox([self.type, self.amount, self.currency, self.email])
        fields.add_class("kit-fields")
        super().__init__([fields, self._words, self.button])
        self.add_class("kit-maker")

    def make(self, type: str, **details: Any) -> Mapping[str, Any]:
        """Make a source now; ``details`` are amount, currency and email."""
        return self._account.create_source(**practice_params(type, **details))

    def _type_chosen(self, change: Mapping[str, Any]) -> None:
        self.currency.options = SOURCE_TYPES[change["new"]].currencies or _CURRENCIES

    def _clicked(self) -> None:
        currency = self.currency.value
        try:
            amount = minor_units(self.amount.value, currency)
        except KitError as error:
            self._words.value = str(note(str(error), "bad"))
            return
        self.button.busy = True
        make = partial(
            self.make,
            self.type.value,
            amount=amount,
            currency=currency,
            email=self.email.value.strip() or None,
        )
        self._background.start(make, self._made, self._failed)

    def _made(self, source: Mapping[str, Any]) -> None:
        self.button.busy = False
        made = Markup("<p>Made <code>{}</code>, which is {}: it is chosen below.</p>")
        self._words.value = str(made.format(source["id"], source["status"]))
        self._on_made(source)

    def _failed(self, error: Exception) -> None:
        self.button.busy = False
        self._words.value = str(note(str(error), "bad"))

"""The call that was made, as code in the language of the reader's choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ipywidgets import Dropdown, VBox
from markupsafe import Markup

from kit.account import Account
from kit.explorer.markup import html, note
from kit.models.source_change import Attachment, SourceChange
from kit.snippets import FORMATS, as_code

__all__ = ["CodeView"]

_BEFORE = note("Attach something, and the same call stands here as code.")


class CodeView(VBox):
    """A choice of languages over the code, with a copy button."""

    def __init__(self, account: Account) -> None:
        # Code for an account of its own address must name that address to run.
        self._api_base = account.api_base if account.mode == "offline" else None
        self.code: dict[str, str] = {}
        options = [(each.title, name) for name, each in FORMATS.items()]
        self.language = Dropdown(description="Language", options=options, value="python")
        self.language.observe(self._choose, "value")
        self._text = html(str(_BEFORE))
        super().__init__([self.language, self._text])

    def show(self, change: SourceChange | None) -> None:
        """Show ``change`` as code, if it was an attach."""
        if isinstance(change, Attachment):
            self.code = as_code(change, api_base=self._api_base)
            self._text.value = str(_snippet(self.code[self.language.value]))
        else:
            self.code = {}
            self._text.value = str(_BEFORE)

    def _choose(self, change: Mapping[str, Any]) -> None:
        if self.code:
            self._text.value = str(_snippet(self.code[change["new"]]))


def _snippet(text: str) -> Markup:
    return Markup(
        '<div class="kit-code"><button type="button" class="kit-small-button" data-kit-copy>'
        'Copy</button><pre tabindex="0">{}</pre></div>'
    ).format(text)

"""Before you attach: the pair in a sentence, the checklist, metadata, and the request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import traitlets
from ipywidgets import VBox
from markupsafe import Markup

from kit.account import Account
from kit.eligibility import Check
from kit.explorer.action_button import ActionButton
from kit.explorer.background import Background
from kit.explorer.choice import Choice
from kit.explorer.confirm_field import ConfirmField
from kit.explorer.markup import heading, html, join, note
from kit.explorer.metadata_rows import MetadataRows
from kit.models.attach_request import AttachRequest

__all__ = ["Plan"]

_Record = Mapping[str, Any]

_MARKS: Final = {"good": "✓", "done": "✓", "note": "!", "stop": "✕"}
_SPOKEN: Final = {"good": "fine", "done": "done", "note": "note", "stop": "stands in the way"}

_CHECK: Final = Markup(
    '<li class="kit-check kit-check-{verdict}"><span class="kit-mark" role="img" '
    'aria-label="{spoken}">{mark}</span><strong>{subject}</strong><span>{reason}</span></li>'
)

_REQUEST: Final = Markup(
    '<p class="kit-quiet">The request that will be sent:</p>'
    '<div class="kit-code kit-request"><pre>{}</pre></div>'
)


class Plan(VBox):
    """What will be attached to whom, whether it can work, and the button that does it."""

    def __init__(
        self,
        account: Account,
        background: Background,
        on_attach: Callable[[], None],
        on_metadata: Callable[[], None],
    ) -> None:
        self._account = account
        self._attaching = False
        self._sentence = html("", "kit-sentence")
        self._checks = html("", "kit-checks")
        self.metadata = MetadataRows(on_metadata, background)
        self._request = html()
        self.confirm = ConfirmField(background.lock)
        self.button = ActionButton(
            on_attach, background, tone="primary", ready=False, label="Choose a customer"
        )
        live = [self.confirm] if account.mode == "live" else []
        super().__init__(
            [
                heading("3. Attach"),
                self._sentence,
                self._checks,
                self.metadata,
                *live,
                self.button,
                self._request,
            ]
        )
        self.add_class("kit-plan")

    def show(self, choice: Choice, *, attaching: bool = False) -> None:
        """Show ``choice`` and let the button say what is missing."""
        checks = choice.checks(self._account.mode, allows_writes=self._account.allows_writes)
        missing = choice.missing(checks) or self.unconfirmed(choice)
        _set(self._sentence, _sentence(choice))
        _set(self._checks, _checklist(choice, checks))
        _set(self._request, _request(choice.request()))
        self.confirm.expected = choice.customer_id or ""
        self.button.busy = attaching
        self.button.ready = missing is None
        self.button.label = "Attaching…" if attaching else missing or "Attach"

    def unconfirmed(self, choice: Choice) -> str | None:
        """What live mode still asks for, None when it asks for nothing."""
        if self._account.mode != "live" or self.confirm.typed.strip() == choice.customer_id:
            return None
        return "Type the customer's id to confirm"


def _set(shown: traitlets.HasTraits, content: Markup) -> None:
    shown.value = str(content)  # type: ignore[attr-defined]  # an ipywidgets.HTML


def _sentence(choice: Choice) -> Markup:
    return Markup("<p>Attach {} to {}.</p>").format(
        _named("a source", choice.source_id, _source_facts(choice.source)),
        _named("a customer", choice.customer_id, _customer_facts(choice.customer)),
    )


def _named(nothing: str, chosen: str | None, facts: str) -> Markup:
    if chosen is None:
        return Markup('<span class="kit-blank">{}</span>').format(nothing)
    return Markup('<strong dir="auto">{}</strong> <code>{}</code>').format(facts, chosen)


def _source_facts(source: _Record | None) -> str:
    return "" if source is None else str(source.get("type") or "").replace("_", " ")


def _customer_facts(customer: _Record | None) -> str:
    if customer is None:
        return ""
    return str(customer.get("name") or customer.get("email") or "")[:120]


def _checklist(choice: Choice, checks: tuple[Check, ...]) -> Markup:
    if choice.unread:
        return join(note(str(error), "bad") for error in choice.unread.values())
    if not checks:
        return note("The checklist appears when a customer and a source are chosen.")
    lines = join(
        _CHECK.format(
            verdict=check.verdict,
            spoken=_SPOKEN[check.verdict],
            mark=_MARKS[check.verdict],
            subject=check.subject,
            reason=check.reason,
        )
        for check in checks
    )
    return Markup("<ul>{}</ul>").format(lines)


def _request(request: AttachRequest | None) -> Markup:
    if request is None:
        text = "POST /v1/customers/…/sources"
    else:
        body = {"source": request.source} | {
            f"metadata[{key}]": value for key, value in (request.metadata or {}).items()
        }
        text = f"POST {request.path}\nIdempotency-Key: made when it is sent\n\n"
        text += urlencode(body, safe="[]")
    return _REQUEST.format(text)

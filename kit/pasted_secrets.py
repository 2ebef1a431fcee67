"""A secret where none belongs: told before anything is sent, by name, and never shown whole.

Keys, client secrets and signing secrets are pasted by mistake, most often for an id. Stripe
would keep them in its logs, and whoever reads the refusal, the journal or a saved notebook
would see them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kit.errors import InvalidId, InvalidInput, InvalidMetadata
from kit.facts.account_numbers import holds_account_number
from kit.facts.secret_kinds import secret_in

__all__ = ["refusal_of_secrets", "secret_problem"]

#: How the ids begin that a person may have meant.
_IDS: Final = {"customer": "cus_", "source": "src_"}

_ERRORS: Final = {"customer": InvalidId, "source": InvalidId, "metadata": InvalidMetadata}

#: Nothing that a call takes nests deeper.
_MAX_DEPTH: Final = 6


def secret_problem(name: str, text: str) -> str | None:
    """What is wrong with ``text`` as the argument ``name``, if it holds a secret; else None.

    >>> secret_problem("source", "src_client_secret_abcdefgh").partition(":")[0]
    'The source is the client secret of a source (src_client_secret_••••efgh), not an id'
    >>> secret_problem("metadata", "6735")
    """
    found = secret_in(text)
    if found is None:
        # An id of Stripe's may look so by chance.
        if name in _IDS and not text.startswith(_IDS[name]) and holds_account_number(text):
            return f"The {name} is the number of an account or a card, {_no_id(name)}"
        return None
    kind, shown = found
    if name not in _IDS:
        return f"{name} holds {kind.is_a} ({shown}). {kind.belongs} Nothing was sent."
    before = _id_before(text) if name == "source" else ""
    return f"The {name} is {kind.is_a} ({shown}), {_no_id(name, before)}"


def _no_id(name: str, before: str = "") -> str:
    meant = f"pass {before!r}, which stands in it" if before else f"one begins with {_IDS[name]!r}"
    return f"not an id: {meant}. Nothing was sent."


def _id_before(text: str) -> str:
    """The id of a source that its client secret begins with, where it does."""
    own = text.partition("_secret_")[0]
    return own if own.startswith("src_") and own != "src_client" and own.isascii() else ""


def refusal_of_secrets(name: str, value: object, depth: int = _MAX_DEPTH) -> InvalidInput | None:
    """The error for a secret in ``value``, a text or a hash or list of them; None without one.

    >>> refusal_of_secrets("metadata", {"key": "whsec_abcdefgh1234"})
    InvalidMetadata('metadata holds the signing secret of a webhook endpoint (whsec_••••1234). It belongs to its program. Nothing was sent.')
    """  # noqa: E501  # one error, one line
    if isinstance(value, str):
        problem = secret_problem(name, value)
        return None if problem is None else _ERRORS.get(name, InvalidInput)(problem)
    if depth and isinstance(value, Mapping):
        inside = (*value.keys(), *value.values())
    elif depth and isinstance(value, list | tuple | set | frozenset):
        inside = tuple(value)
    else:
        return None
    found = (refusal_of_secrets(name, each, depth - 1) for each in inside)
    return next(filter(None, found), None)

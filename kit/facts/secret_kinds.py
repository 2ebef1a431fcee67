"""Which secrets of Stripe's there are, told by how they begin, and how one is shown instead.

Narrower than the shapes by which ``kit.frames.mask`` hides: what is named here is refused
wherever it was pasted by mistake, so nothing that merely looks alike may be among it.
"""

import re
from typing import Final, NamedTuple

from kit.facts.sensitive import MASK

__all__ = ["SecretKind", "hide_secrets", "secret_in"]


class SecretKind(NamedTuple):
    """One kind of secret: how it ``looks``, what it ``is_a``, and where it ``belongs``."""

    looks: re.Pattern[str]
    is_a: str
    belongs: str


def _kind(begins: str, is_a: str, belongs: str) -> SecretKind:
    looks = rf"(?<![0-9A-Za-z])(?P<begins>{begins})(?P<own>[0-9A-Za-z]\w*)"
    return SecretKind(re.compile(looks, re.ASCII), is_a, belongs)


_TO_CONNECT: Final = "It belongs in STRIPE_API_KEY or in kit.connect(); roll it if it leaked."
_TO_THE_PAYER: Final = "It belongs to the payer's browser alone."

#: [D:API keys]. The last kind names the objects that have such a secret, and wants a digit or
#: a capital in it: ``my_secret_note`` is none.
KINDS: Final = (
    _kind(r"sk_(?:org_)?(?:live|test)_|sk_org_(?!live_|test_)", "a secret API key", _TO_CONNECT),
    _kind(r"rk_(?:org_)?(?:live|test)_", "a restricted API key", _TO_CONNECT),
    _kind(r"ek_(?:live|test)_", "an ephemeral key", "It belongs to the payer's app alone."),
    _kind(r"whsec_", "the signing secret of a webhook endpoint", "It belongs to its program."),
    _kind(r"src_(?:\w+_)?secret_", "the client secret of a source", _TO_THE_PAYER),
    _kind(
        r"(?:pi|seti|cs|vs|fcsess|cuss|accs)_(?:\w+_)?secret_+(?=\w*[0-9A-Z])",
        "a client secret",
        _TO_THE_PAYER,
    ),
)

#: A text without any of these holds none of them.
_MARKS: Final = ("k_", "whsec_", "secret_")

#: A shorter secret would be given away by its last four characters.
_SHOW_FROM: Final = 8


def secret_in(text: str) -> tuple[SecretKind, str] | None:
    """The first secret that ``text`` holds: its kind, and how it is shown; None without one.

    >>> kind, shown = secret_in("to sk_live_abcdefgh1234")
    >>> kind.is_a, shown
    ('a secret API key', 'sk_live_••••1234')
    >>> secret_in("my_secret_note")
    """
    if not any(mark in text for mark in _MARKS):
        return None
    for kind in KINDS:
        found = kind.looks.search(text)
        if found is not None:
            return kind, _shown(found)
    return None


def hide_secrets(text: str) -> str:
    """``text`` with each secret in it shown by its kind and its last four characters.

    >>> hide_secrets("No such source: 'src_1_secret_abcd1234'")
    "No such source: 'src_1_secret_••••1234'"
    """
    if not any(mark in text for mark in _MARKS):
        return text
    for kind in KINDS:
        text = kind.looks.sub(_shown, text)
    return text


def _shown(found: re.Match[str]) -> str:
    own = found["own"]
    return f"{found['begins']}{MASK}{own[-4:] if len(own) >= _SHOW_FROM else ''}"

"""Keys and guards: which key for what, what a notebook would keep, what live mode asks for."""

from __future__ import annotations

from typing import Any, Final

from kit.confirmation import confirmation_of_rows
from kit.connection import connect
from kit.errors import InvalidKey
from kit.frames import flatten
from kit.learn.exercise import Exercise, Mistake
from kit.learn.shared_worlds import world

__all__ = ["EXERCISES", "PREPARED"]

PREPARED: Final = "import kit\n"

_KINDS: Final = ("sk_live", "rk_live", "pk_live", "sk_test")


def _for_reading_real_sources() -> str:
    """The kind of key that can read the real account, and can be allowed the least."""
    able = [kind for kind in _KINDS if _mode_of(kind) == "live"]
    return min(able, key=lambda kind: not kind.startswith("rk"))


def _mode_of(kind: str) -> str:
    try:
        with connect(f"{kind}_practice4242") as account:
            return account.mode
    except InvalidKey:
        return "none"


def _lines_with_a_secret() -> set[str]:
    """The lines whose output holds the source's client secret, tried one by one."""
    account = world("calm")
    source = account.source("src_1NfRGv2eZvKYlo2Cv7NAImBL")
    secret: str = source["client_secret"]
    lines: dict[str, Any] = {
        "a": account,
        "b": source,
        "c": secret,
        "d": flatten(source)["client_secret"],
        "e": flatten(source, reveal=True)["client_secret"],
    }
    return {letter for letter, shown in lines.items() if secret in repr(shown)}


def _phrase(rows: int) -> str:
    return confirmation_of_rows(rows).phrase


EXERCISES: Final = (
    Exercise(
        "q31",
        "Which key do you give a nightly job that only runs kit audit on your real account?",
        _for_reading_real_sources,
        hints=(
            "It reads the real account, so it is a live key.",
            "Of the live keys, one can be allowed to read and nothing else.",
        ),
        solution='"rk_live"',
        explanation="A restricted key that may only read can do no harm, whoever finds it. The "
        "kit would not write either; but two locks are better than one.",
        mistakes=(
            Mistake(
                lambda: "sk_live",
                "It would work. But whoever finds that key can move money: give a job no more than "
                "it needs.",
            ),
            Mistake(
                lambda: "sk_test",
                "That key sees test mode only, not your real account.",
            ),
            Mistake(
                lambda: "pk_live",
                "That one is for browsers, and may read no customers.",
            ),
        ),
    ),
    Exercise(
        "q32",
        "Which of the lines would save a secret in your notebook? Answer the set of their letters.",
        _lines_with_a_secret,
        hints=(
            "What is printed whole is masked. What is taken out by name is not.",
            "reveal=True asks for the secrets by name too.",
        ),
        solution='{"c", "e"}',
        explanation="Both ask for the secret by name. Everything else shows its last four "
        "characters.",
        mistakes=(
            Mistake(
                lambda: {"c"},
                "That one does. Another one asks for secrets by name as well.",
            ),
            Mistake(
                lambda: {"e"},
                "That one does. Another one takes the secret out by its name.",
            ),
            Mistake(
                lambda: {"b", "c", "e"},
                "A whole source masks its secrets when it is printed; run print(source) and look.",
            ),
            Mistake(
                lambda: {"c", "d", "e"},
                "A frame is masked unless it is told otherwise: look at kit.flatten(source).",
            ),
            Mistake(
                lambda: {"a", "c", "e"},
                "An account shows its mode alone, and no key.",
            ),
        ),
    ),
    Exercise(
        "q33",
        "What does attach_many want as confirm= for 500 pairs in live mode? Answer the text.",
        lambda: _phrase(500),
        hints=(
            "The refusal above shows it for three pairs.",
            "It names the number of rows that are to be attached.",
        ),
        solution='"attach 500 rows"',
        explanation="Whoever spells out the number has looked at it: a list of 5,000 instead of "
        "500 is refused, and nothing is sent.",
        mistakes=(
            Mistake(
                lambda: _phrase(3),
                "So it is for the three pairs above. The question is about 500.",
            ),
            Mistake(
                lambda: "yes",
                "A yes is soon said. It wants to hear how many rows you mean.",
            ),
        ),
    ),
)

"""Stripe's search query language: a query's text into clauses, or a refusal.

``name~"rosen" AND -metadata["plan"]:null``: up to ten clauses, joined by AND (a space is
one too) or by OR, never both, without parentheses [DIG].
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from kit.offline.refused import Refused

__all__ = ["Clause", "Query", "read_query"]

MAX_CLAUSES: Final = 10
_SHORTEST_SUBSTRING: Final = 3

_TEXT_FIELDS: Final = ("email", "name", "phone", "metadata")
_SUBSTRING_FIELDS: Final = ("email", "name")

Operator = Literal[":", "~", ">", "<", ">=", "<="]

_CLAUSE: Final = re.compile(
    r"""(?P<negated>-)?
        (?P<field>[a-z_]+)
        (?:\[\s*(?P<key_quote>["'])(?P<key>(?:\\.|(?!(?P=key_quote))[^\\])*)(?P=key_quote)\s*\])?
        \s*(?P<operator>>=|<=|[:~<>])\s*
        (?:(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote))[^\\])*)(?P=quote)
          |(?P<null>null)(?![A-Za-z0-9])|(?P<number>-?[0-9]{1,18})(?![A-Za-z0-9.]))""",
    re.VERBOSE | re.DOTALL,
)
_JOINT: Final = re.compile(r"(\s+(?P<word>AND|OR)(?=\s)\s+|\s+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition. ``value`` None means null; ``key`` is the key of metadata."""

    field: str
    operator: Operator
    value: str | int | None
    key: str | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Conditions that all must hold, or of which ``any_of`` them one must."""

    clauses: tuple[Clause, ...]
    any_of: bool = False


def read_query(text: str) -> Query:
    """The clauses of a query; Refused when it is none.

    >>> read_query('name~"ros" -email:null').clauses[1]
    Clause(field='email', operator=':', value=None, key=None, negated=True)
    """
    clauses: list[Clause] = []
    joints: set[str] = set()
    place, text = 0, text.strip()
    while True:
        match = _CLAUSE.match(text, place)
        if match is None:
            raise _unreadable(f"it is not understood from '{text[place : place + 40]}' on")
        clauses.append(_clause(match))
        place = match.end()
        if place == len(text):
            break
        joint = _JOINT.match(text, place)
        if joint is None:
            raise _unreadable(f"it is not understood from '{text[place : place + 40]}' on")
        joints.add((joint["word"] or "AND").upper())
        place = joint.end()
    if len(joints) > 1:
        raise _unreadable("AND and OR cannot be mixed in one query")
    if len(clauses) > MAX_CLAUSES:
        raise _unreadable(f"it has {len(clauses)} clauses, and {MAX_CLAUSES} is the most")
    return Query(tuple(clauses), any_of=joints == {"OR"})


def _clause(match: re.Match[str]) -> Clause:
    name, key = match["field"], match["key"]
    if name not in ("created", *_TEXT_FIELDS):
        raise _unreadable(f"field '{name}' is not supported for search on customers")
    if (name == "metadata") != (key is not None):
        raise _unreadable('metadata, and nothing else, is searched by key: metadata["key"]')
    operator: Operator = match["operator"]  # type: ignore[assignment]  # the pattern's choice
    value = _value(match)
    problem = _created_problem(value) if name == "created" else _text_problem(name, operator, value)
    if problem:
        raise _unreadable(problem)
    return Clause(
        name, operator, value, None if key is None else _unescaped(key), bool(match["negated"])
    )


def _value(match: re.Match[str]) -> str | int | None:
    if match["null"]:
        return None
    if match["number"]:
        return int(match["number"])
    return _unescaped(match["text"])


def _created_problem(value: str | int | None) -> str | None:
    return None if isinstance(value, int) else "field 'created' is compared with a number"


def _text_problem(name: str, operator: str, value: str | int | None) -> str | None:
    if operator not in (":", "~"):
        return f"operator '{operator}' is not supported on field '{name}'"
    if operator == "~":
        if name not in _SUBSTRING_FIELDS:
            return f"operator '~' is not supported on field '{name}'"
        if not isinstance(value, str) or len(value) < _SHORTEST_SUBSTRING:
            return f"a substring has at least {_SHORTEST_SUBSTRING} characters"
    if isinstance(value, int):
        return f"field '{name}' is compared with a quoted string"
    return None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _unreadable(why: str) -> Refused:
    """Where Stripe's own words are not known, these are a choice."""
    return Refused(
        f"We were unable to parse your search query: {why}. Try using the following query syntax: "
        '<field>:<value> or <field>~"<substring>".',
        param="query",
        stored=False,
    )

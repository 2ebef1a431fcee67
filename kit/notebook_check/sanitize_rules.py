"""The rules of what differs from run to run and means nothing, as nbval reads them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

__all__ = ["SANITIZE_RULES", "cleaned", "read_rules"]

#: The kit's own, each with its reason.
SANITIZE_RULES: Final = Path(__file__).with_name("nbval_sanitize.cfg")

_RULE: Final = re.compile(r"^regex: (.*)\nreplace: (.*)$", re.MULTILINE)


@cache
def read_rules(path: Path = SANITIZE_RULES) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each rule of a file: what it finds, and what stands in its place."""
    text = path.read_text(encoding="utf-8")
    return tuple((re.compile(find), replace) for find, replace in _RULE.findall(text))


def cleaned(value: Any, rules: Sequence[tuple[re.Pattern[str], str]] | None = None) -> Any:
    """A JSON value of which every text is without what the rules find, by default the kit's.

    >>> cleaned(["at http://127.0.0.1:36521/v1", 7])
    ['at http://127.0.0.1:PORT/v1', 7]
    """
    rules = read_rules() if rules is None else rules
    if isinstance(value, str):
        for find, replace in rules:
            value = find.sub(replace, value)
        return value
    if isinstance(value, dict):
        return {key: cleaned(item, rules) for key, item in value.items()}
    return [cleaned(item, rules) for item in value] if isinstance(value, list) else value

"""What a command prints: a table for a person, or JSON for a program.

Names and metadata are whatever somebody typed. A terminal obeys control characters, so
those are shown as what they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from kit.facts.printable import printable

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["example", "json_option", "print_json", "print_rows", "print_table", "rows_of"]

#: A cell of a table; the whole is in the JSON.
_WIDTH: Final = 32

#: What str.isprintable() calls not printable, and is no line's end.
_NOT_PRINTABLE: Final = re.compile(r"[^\x20-\x7e\n]")


def example(*lines: str) -> str:
    """What stands at the end of a command's help: lines to copy, as they are.

    >>> print(example("kit doctor").replace(chr(8), "(as it is)"))
    (as it is)
    Example:
      kit doctor
    """
    return "\b\nExample:\n" + "\n".join(f"  {line}" for line in lines)


def json_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give ``command`` the option --json, as ``as_json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON for a program, secrets masked."
    )(command)


def print_json(value: object) -> None:
    """Print a value as JSON."""
    click.echo(_NOT_PRINTABLE.sub(_escaped, json.dumps(value, indent=2, ensure_ascii=False)))


def rows_of(frame: pd.DataFrame) -> Any:
    """The rows of a frame as JSON has them; times as ISO 8601."""
    return json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s"))


def print_rows(frame: pd.DataFrame) -> None:
    """Print a frame as a JSON list of its rows."""
    print_json(rows_of(frame))


def print_table(frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """Print these columns of a frame, times as days; a column that is not there is empty."""
    import pandas as pd

    shown = pd.DataFrame(frame).reindex(columns=list(columns))
    table = pd.DataFrame({name: shown[name].map(_cell) for name in columns}, dtype="str")
    click.echo(table.to_string(index=False, na_rep=""))


def _cell(value: Any) -> str:
    if hasattr(value, "strftime"):
        return "" if value != value else str(value.strftime("%Y-%m-%d"))  # NaT
    text = printable(value) if isinstance(value, str) else _plain(value)
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _plain(value: Any) -> str:
    import pandas as pd

    return "" if pd.isna(value) else str(value)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable():
        return character
    short = ord(character) < 0x10000  # above it JSON writes two
    return f"\\u{ord(character):04x}" if short else json.dumps(character)[1:-1]

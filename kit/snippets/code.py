"""The forms of one call together: a mapping that prints briefly and shows as tabs in a notebook.

The tabs are radio buttons and a style sheet, so they work without JavaScript, by keyboard too,
and in a notebook that was only opened. Where the page strips the styles, all forms stand below
one another under their titles.
"""

from __future__ import annotations

from html import escape
from typing import Final, NoReturn

from kit.errors import UnknownFormat
from kit.facts.did_you_mean import did_you_mean
from kit.snippets.formats import FORMATS, SnippetFormat

__all__ = ["Code", "unknown_format"]

#: What people call a language, where the name of its format is another.
_CALLED: Final = {
    "javascript": "node",
    "js": "node",
    "nodejs": "node",
    "node.js": "node",
    "typescript": "node",
    "c#": "dotnet",
    "csharp": "dotnet",
    "cs": "dotnet",
    ".net": "dotnet",
    "golang": "go",
    "bash": "curl",
    "shell": "curl",
    "sh": "curl",
    "http": "curl",
    "cli": "stripe_cli",
    "stripe": "stripe_cli",
    "py": "python",
    "async": "python_async",
    "client": "python_client",
    "rb": "ruby",
}

#: Shown first, and in full where there are no tabs.
_FIRST: Final = "python"

_STYLES: Final = """
.kit-code { margin: 0; max-width: 900px; display: flex; flex-wrap: wrap;
  font: 13px/1.5 system-ui, sans-serif; }
.kit-code label { padding: 4px 8px; cursor: pointer; border-bottom: 2px solid transparent; }
.kit-code label:has(:checked) { border-bottom-color: currentColor; }
.kit-code label:has(:focus-visible) { outline: 2px solid currentColor; outline-offset: -2px; }
.kit-code input { position: absolute; opacity: 0; width: 1px; height: 1px; margin: 0; }
.kit-code pre { order: 1; flex: 0 0 100%; box-sizing: border-box; margin: 0; padding: 10px;
  overflow-x: auto; color: inherit; background: rgba(127, 127, 127, .12); border-radius: 4px; }
.kit-code label:not(:has(:checked)) + pre { display: none; }
"""


class Code(dict[str, str]):
    """One call as code, by the names of the formats: a dict in all but what it shows.

    >>> code = Code(python="print()", node="console.log()")
    >>> code["javascript"]
    Traceback (most recent call last):
        ...
    kit.errors.UnknownFormat: There is no code in 'javascript'. Did you mean 'node'? There is python, node.
    """  # noqa: E501  # one error, one line

    def __missing__(self, name: object) -> NoReturn:
        raise unknown_format(name, self)

    def __repr__(self) -> str:
        if not self:
            return "No code"
        first = _FIRST if _FIRST in self else next(iter(self))
        others = ", ".join(name for name in self if name != first)
        more = f'\nThe same call as {others}: print(code["{next(iter(self))}"])' if others else ""
        return f"{_title(first)}:\n\n{self[first].rstrip()}\n{more}"

    def _repr_html_(self) -> str:
        first = _FIRST if _FIRST in self else next(iter(self), "")
        tabs = "".join(
            f'<label><input type="radio" name="form"{" checked" if name == first else ""}>'
            f"{escape(_title(name))}</label><pre><code>{escape(text)}</code></pre>"
            for name, text in self.items()
        )
        # Buttons of one name are one group within a form, and outside one on the whole page.
        # Of this method, Enter in a form sends nothing.
        form = '<form class="kit-code" method="dialog" aria-label="The same call as code">'
        return f"<style>{_STYLES}</style>{form}{tabs}</form>"


def unknown_format(name: object, known: dict[str, str] | None = None) -> UnknownFormat:
    """The error for a format that there is none of, which names the one that is near."""
    names = list(FORMATS if known is None else known)
    called = name.casefold() if isinstance(name, str) else ""
    meant = did_you_mean(_CALLED.get(called, called), names)
    return UnknownFormat(f"There is no code in {name!r}.{meant} There is {', '.join(names)}.")


def _title(name: str) -> str:
    form: SnippetFormat | None = FORMATS.get(name)
    return name if form is None else form.title

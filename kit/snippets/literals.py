"""Any text as a string literal, one short function a language.

Printable characters stand as they are, whatever the script; the rest is escaped, so that a
newline, a null or a right-to-left override can neither break a snippet nor hide in it.
Every function takes any text without lone surrogates and returns one line.
"""

import shlex
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

__all__ = [
    "csharp",
    "curl_data",
    "go",
    "java",
    "javascript",
    "javascript_key",
    "php",
    "python",
    "ruby",
    "shell",
]

_LAST_OF_THE_BMP: Final = 0xFFFF
_WHITE: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_DOUBLE_QUOTED: Final = {"\\": r"\\", '"': r"\"", **_WHITE}
_SINGLE_QUOTED: Final = {"\\": r"\\", "'": r"\'"}
_JAVASCRIPT_QUOTED: Final = _SINGLE_QUOTED | _WHITE
#: By number, because common highlighters and parsers take the end of ``\\'`` for a quote.
_SHELL_QUOTED: Final = {"\\": r"\134", "'": r"\047", **_WHITE}
_PHP_DOUBLE_QUOTED: Final = _DOUBLE_QUOTED | {"$": r"\$"}
_RUBY_DOUBLE_QUOTED: Final = _DOUBLE_QUOTED | {"#": r"\#"}


def _escaped(text: str, named: Mapping[str, str], other: Callable[[str], str]) -> str:
    """``text`` with ``named`` escapes, and ``other`` for what else cannot be printed."""
    return "".join(
        named.get(character) or (character if character.isprintable() else other(character))
        for character in text
    )


def _u4_or_u8(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code <= _LAST_OF_THE_BMP else f"\\U{code:08x}"


def _braced(character: str) -> str:
    return f"\\u{{{ord(character):x}}}"


def _utf16_units(character: str) -> str:
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _utf8_octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode())


def python(text: str) -> str:
    r"""A Python string in double quotes, as the page writes them.

    >>> print(python('5" and\n'))
    "5\" and\n"
    """
    return f'"{_escaped(text, _DOUBLE_QUOTED, _u4_or_u8)}"'


def go(text: str) -> str:
    r"""A Go interpreted string.

    >>> print(go('5" and\x00'))
    "5\" and\u0000"
    """
    return f'"{_escaped(text, _DOUBLE_QUOTED, _u4_or_u8)}"'


def csharp(text: str) -> str:
    r"""A C# regular string: no ``$`` or ``@`` before it, so braces mean nothing.

    ``\u`` and ``\U`` only, because C#'s ``\x`` takes as many hex digits as follow.

    >>> print(csharp('{0}\x07'))
    "{0}\u0007"
    """
    return f'"{_escaped(text, _DOUBLE_QUOTED, _u4_or_u8)}"'


def java(text: str) -> str:
    r"""A Java string.

    Line ends need their named escapes: javac reads ``\u000a`` as an end of line before it
    reads the string.

    >>> print(java('a\nb\x00'))
    "a\nb\u0000"
    """
    return f'"{_escaped(text, _DOUBLE_QUOTED, _utf16_units)}"'


def javascript(text: str) -> str:
    r"""A JavaScript string in single quotes; a backtick or ``${`` means nothing in it.

    >>> print(javascript("it's ${1}"))
    'it\'s ${1}'
    """
    return f"'{_escaped(text, _JAVASCRIPT_QUOTED, _utf16_units)}'"


def javascript_key(text: str) -> str:
    """A JavaScript property name: ``__proto__`` needs brackets, else it is no property.

    >>> print(javascript_key("order"), javascript_key("__proto__"))
    'order' ['__proto__']
    """
    return f"[{javascript(text)}]" if text == "__proto__" else javascript(text)


def php(text: str) -> str:
    r"""A PHP string: in single quotes while they can say it, as the page writes them.

    >>> print(php("it's $5"), php('$5\n'))
    'it\'s $5' "\$5\n"
    """
    if text.isprintable():
        return f"'{_escaped(text, _SINGLE_QUOTED, _braced)}'"
    return f'"{_escaped(text, _PHP_DOUBLE_QUOTED, _braced)}"'


def ruby(text: str) -> str:
    r"""A Ruby string: in single quotes while they can say it, as the page writes them.

    >>> print(ruby("#{1}"), ruby('#{1}\n'))
    '#{1}' "\#{1}\n"
    """
    if text.isprintable():
        return f"'{_escaped(text, _SINGLE_QUOTED, _braced)}'"
    return f'"{_escaped(text, _RUBY_DOUBLE_QUOTED, _braced)}"'


def shell(text: str) -> str:
    r"""One word for a POSIX shell, bare where nothing in it is special.

    What cannot be printed goes into ``$'...'``, which bash, zsh and POSIX 2024 know. A null
    cannot be in any argument of any program: ask before (see ``stripe_cli_can_send``).

    >>> print(shell("order=6735"), shell("it's"), shell("a\tb"))
    order=6735 'it'"'"'s' $'a\tb'
    """
    if text.isprintable():
        return shlex.quote(text)
    return f"$'{_escaped(text, _SHELL_QUOTED, _utf8_octal)}'"


def curl_data(key: str, value: str) -> str:
    r"""The option that makes curl send ``metadata[key]=value``.

    curl encodes the value and takes the name as encoded already. A value that cannot be
    printed is encoded here too: that says a null, and needs no shell beyond POSIX.

    >>> print(curl_data("order", "6735 & more"))
    --data-urlencode 'metadata[order]=6735 & more'
    >>> print(curl_data("a=b", "\x00"))
    -d 'metadata[a%3Db]=%00'
    """
    name = f"metadata[{quote(key, safe='')}]"
    if value.isprintable():
        return f"--data-urlencode {shlex.quote(f'{name}={value}')}"
    encoded = quote(value, safe="")
    return f"-d {shlex.quote(f'{name}={encoded}')}"

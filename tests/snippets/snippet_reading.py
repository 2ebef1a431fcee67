"""Read a snippet with its language's own grammar: what is ill-formed, what its strings say.

Nothing here knows how the kit escapes: the grammars say what a string is and which part of it
is an escape, and the tables below say what the language makes of that.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from urllib.parse import parse_qsl

import tree_sitter
import tree_sitter_bash
import tree_sitter_c_sharp
import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_php
import tree_sitter_python
import tree_sitter_ruby
from tree_sitter import Node

GRAMMARS: dict[str, Callable[[], object]] = {
    "bash": tree_sitter_bash.language,
    "csharp": tree_sitter_c_sharp.language,
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "javascript": tree_sitter_javascript.language,
    "php": tree_sitter_php.language_php_only,
    "python": tree_sitter_python.language,
    "ruby": tree_sitter_ruby.language,
}

STRINGS = {
    "string",
    "string_literal",
    "interpreted_string_literal",
    "encapsed_string",
    "raw_string",
    "ansi_c_string",
}
TEXT = {
    "string_content",
    "string_fragment",
    "string_literal_content",
    "interpreted_string_literal_content",
}

SIGNS = {
    "0": "\0",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "\\": "\\",
    '"': '"',
    "'": "'",
    "$": "$",
    "#": "#",
}
CODE = re.compile(r"u\{([0-9a-f]+)\}|u([0-9a-f]{4})|U([0-9a-f]{8})")

#: The escapes that a language knows, of those in use: others would be errors, or text.
ESCAPES = {
    "csharp": re.compile(r"\\([\\\"nrt]|u[0-9a-f]{4}|U[0-9a-f]{8})"),
    "go": re.compile(r"\\([\\\"nrt]|u[0-9a-f]{4}|U[0-9a-f]{8})"),
    "java": re.compile(r"\\([\\\"nrt]|u(?!000[ad]|0022|005c)[0-9a-f]{4})"),
    "javascript": re.compile(r"\\([\\'nrt]|u[0-9a-f]{4})"),
    "php": re.compile(r"\\([\\'\"$nrt]|u\{[0-9a-f]+\})"),
    "python": re.compile(r"\\([\\\"nrt]|u[0-9a-f]{4}|U[0-9a-f]{8})"),
    "ruby": re.compile(r"\\([\\\"#nrt]|u\{[0-9a-f]+\})"),
}


#: Every quoted part of a shell's words, so that a ``$'`` inside another quote begins none.
QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\$'((?:[^'\\]|\\.)*)'""")


@dataclass(frozen=True)
class Reading:
    """What the grammar made of a snippet."""

    problems: list[str]
    strings: list[str]


def read(language: str, code: str) -> Reading:
    """The error nodes of ``code`` and its string literals, decoded, in order."""
    data = code.encode()
    root = _parser(language).parse(data).root_node
    problems = [str(node) for node in _walk(root) if node.is_error or node.is_missing]
    strings = [
        _decoded(language, node) for node in _walk(root) if node.type in STRINGS and node.is_named
    ]
    return Reading(problems, strings)


def comments(language: str, code: str) -> list[str]:
    """The comments of ``code``."""
    root = _parser(language).parse(code.encode()).root_node
    return [_text(node) for node in _walk(root) if "comment" in node.type]


def shell_words(code: str) -> list[str]:
    """The words of a snippet's one command, its ``$'...'`` read as bash reads them."""
    command = "".join(line for line in code.splitlines(keepends=True) if not line.startswith("#"))
    return shlex.split(QUOTED.sub(_plainly_quoted, command))


def curl_form(code: str) -> dict[str, str]:
    """The form that a curl snippet sends, by curl's rules for its two data options."""
    words = shell_words(code)
    form = {}
    for option, word in pairwise(words):
        name, _, value = word.partition("=")
        if option == "-d":
            form.update(parse_qsl(word, keep_blank_values=True, strict_parsing=True))
        elif option == "--data-urlencode":
            [(name, _)] = parse_qsl(f"{name}=x")
            form[name] = value
    return form


@cache
def _parser(language: str) -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(GRAMMARS[language]()))


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _text(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


def _decoded(language: str, node: Node) -> str:
    if language == "ruby" and _text(node).startswith("'"):
        return re.sub(r"\\([\\'])", r"\1", _text(node)[1:-1])
    if language == "bash":
        return "".join(
            shlex.split(re.sub(r"^\$'(.*)'$", _plainly_quoted, _text(node), flags=re.DOTALL))
        )
    units = "".join(_part(language, node, child) for child in _parts(node))
    return units.encode("utf-16", "surrogatepass").decode("utf-16")


def _parts(node: Node) -> Iterator[Node]:
    """The text and the escapes of a string, in order."""
    return (part for part in node.named_children if part.type not in {"string_start", "string_end"})


def _part(language: str, string: Node, part: Node) -> str:
    if part.type == "escape_sequence":
        return _unescaped(language, _text(part))
    assert part.type in TEXT, f"{language}: {part.type} is live inside {_text(string)}"
    if part.named_children:
        return _python_content(part)
    return _text(part)


def _python_content(content: Node) -> str:
    """A Python string's content holds its escapes as children, the text between unnamed."""
    assert content.text is not None
    data, at, parts = content.text, 0, []
    for child in content.named_children:
        begin, end = (edge - content.start_byte for edge in (child.start_byte, child.end_byte))
        parts += [data[at:begin].decode(), _unescaped("python", _text(child))]
        at = end
    return "".join(parts) + data[at:].decode()


def _unescaped(language: str, sequence: str) -> str:
    assert ESCAPES[language].fullmatch(sequence), f"{language} has no {sequence}"
    match = CODE.fullmatch(sequence[1:])
    if match:
        return chr(int(next(filter(None, match.groups())), 16))
    return SIGNS[sequence[1:]]


def _plainly_quoted(match: re.Match[str]) -> str:
    r"""A ``$'...'`` as a plain word: signs after a backslash, bytes of three octal digits."""
    if match[1] is None:
        return match[0]
    data = re.sub(
        rb"\\(?:([0-7]{3})|(.))",
        lambda part: bytes([int(part[1], 8)]) if part[1] else SIGNS[part[2].decode()].encode(),
        match[1].encode(),
    )
    return shlex.quote(data.decode())

"""Each language's rule for strings, by itself: any text in, the same text out."""

import ast
import json
import subprocess
from collections.abc import Callable

import pytest
from hostile_calls import HOSTILE_METADATA, SIGNS, TEXT
from hypothesis import given, settings
from snippet_reading import curl_form, read

from kit.snippets import literals

#: A statement of each language to put a string into.
STATEMENTS: dict[str, tuple[Callable[[str], str], str]] = {
    "csharp": (literals.csharp, "var a = {};"),
    "go": (literals.go, "a := {}"),
    "java": (literals.java, "String a = {};"),
    "javascript": (literals.javascript, "const a = {};"),
    "php": (literals.php, "$a = {};"),
    "python": (literals.python, "a = {}"),
    "ruby": (literals.ruby, "a = {}"),
}


@pytest.mark.parametrize("language", STATEMENTS)
@settings(max_examples=150, deadline=None)
@given(text=TEXT | SIGNS)
def test_any_text_comes_back_from_its_literal(language: str, text: str) -> None:
    """A literal is one line, one string to the grammar, and decodes to the text."""
    literal, statement = STATEMENTS[language]
    written = literal(text)
    reading = read(language, statement.replace("{}", written))
    assert reading.problems == []
    assert reading.strings == [text]
    assert written.isprintable()


@settings(max_examples=150, deadline=None)
@given(text=TEXT | SIGNS)
def test_python_itself_reads_the_python_literal(text: str) -> None:
    """Python's own parser gives the text back."""
    assert ast.literal_eval(literals.python(text)) == text


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_the_shells_themselves_read_the_shell_word(shell: str) -> None:
    """Each prints the text; sh need not know the ``$'...'`` of what cannot be printed."""
    for text in [*HOSTILE_METADATA, *HOSTILE_METADATA.values()]:
        if "\0" in text or (shell == "sh" and not text.isprintable()):
            continue
        script = f"printf %s {literals.shell(text)}"
        said = subprocess.run([shell, "-c", script], capture_output=True, check=True)
        assert said.stdout.decode() == text


@settings(max_examples=150, deadline=None)
@given(key=TEXT.filter(lambda key: not set(key) & set("[]")), value=TEXT | SIGNS)
def test_curl_data_says_any_key_and_value(key: str, value: str) -> None:
    """Nulls and line ends included, without anything that a plain POSIX shell lacks."""
    option = literals.curl_data(key, value)
    assert curl_form(f"curl {option}") == {f"metadata[{key}]": value}
    assert option.isprintable()
    assert "$'" not in option.split("=")[0]


def test_the_pitfalls_of_single_languages() -> None:
    """Where one language's escape would be read another way in the next."""
    assert literals.csharp("\x07f") == r'"\u0007f"'  # \x7f would be one character
    assert literals.java("\n\r") == r'"\n\r"'  # \u000a would end the line before the string is read
    assert literals.javascript_key("__proto__") == "['__proto__']"  # else it sets the prototype
    assert literals.ruby("#{1}\n") == r'"\#{1}\n"'
    assert literals.php("{$a}\n") == r'"{\$a}\n"'
    assert literals.shell("é\n") == r"$'é\n'"
    assert json.loads(literals.python("</script>")) == "</script>"

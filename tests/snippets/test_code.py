"""What as_code gives: a mapping that prints briefly, shows as tabs, and is one text when asked."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from hostile_calls import CALL_IN_FULL, PAGE_CALL

from kit.errors import InvalidInput, KitError, UnknownFormat
from kit.snippets import FORMATS, Code, as_code

HOSTILE = '</pre></form></style><img src=x onerror="window.kitWasHere = 1"><script>1</script>'


class _Elements(HTMLParser):
    """The elements of a page, the text in its code, and the buttons that are checked."""

    def __init__(self, page):
        super().__init__()
        self.tags = []
        self.codes = []
        self.checked = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "code":
            self.codes.append("")
        if "checked" in dict(attributes):
            self.checked.append(len(self.codes))

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "code" and self.codes:
            self.codes[-1] += data


def test_it_is_a_mapping_in_all_but_what_it_shows():
    """Whoever took a dict before takes this: order, get, in, items, equality."""
    code = as_code(PAGE_CALL)
    assert isinstance(code, Mapping)
    assert code == dict(code.items())
    assert list(code) == list(FORMATS)
    assert code.get("javascript") is None
    assert "javascript" not in code


def test_it_prints_the_python_and_names_the_others():
    """Twelve programs in one line of a dict's repr are no use to anybody."""
    code = as_code(PAGE_CALL)
    shown = repr(code)
    assert code["python"].strip() in shown
    assert 'print(code["dotnet"])' in shown
    assert all(name in shown for name in code)
    assert len(shown.splitlines()) < 20
    assert repr(Code()) == "No code"


def test_one_form_is_one_text():
    """as_code(call, "curl") is what as_code(call)["curl"] is."""
    for name, text in as_code(CALL_IN_FULL).items():
        assert as_code(CALL_IN_FULL, name) == text
    base = "http://127.0.0.1:8420"
    assert base in as_code(CALL_IN_FULL, "curl", api_base=base)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("javascript", "node"),
        ("JS", "node"),
        ("C#", "dotnet"),
        ("golang", "go"),
        ("bash", "curl"),
        ("pyhton", "python"),
        ("Ruby", "ruby"),
    ],
)
def test_another_name_of_a_language_is_understood(asked, meant):
    """The error is a KeyError too, so `except KeyError` still works, and reads as a sentence."""
    for ask in (lambda: as_code(PAGE_CALL)[asked], lambda: as_code(PAGE_CALL, asked)):
        with pytest.raises(UnknownFormat, match=f"Did you mean '{meant}'") as met:
            ask()
        assert isinstance(met.value, KeyError)
        assert isinstance(met.value, InvalidInput)
        assert str(met.value).startswith("There is no code in")


def test_a_language_that_there_is_not_is_answered_with_those_there_are():
    """Nothing is near, so nothing is suggested."""
    for asked in ("cobol", 5, None, ("python",)):
        with pytest.raises(KitError, match="There is dotnet, go, java") as met:
            as_code(PAGE_CALL)[asked]
        assert "Did you mean" not in str(met.value)


def test_a_notebook_shows_a_tab_for_each_form():
    """A radio button and its code for each, the first of them Python's, and no script."""
    shown = _Elements(as_code(PAGE_CALL)._repr_html_())
    assert shown.tags.count("input") == shown.tags.count("pre") == len(FORMATS)
    assert shown.codes == list(as_code(PAGE_CALL).values())
    assert shown.checked == [list(FORMATS).index("python")]
    assert not {"script", "img", "a", "iframe"} & set(shown.tags)


def test_hostile_metadata_is_text_in_the_tabs():
    """Whatever it says, the page has no other elements than without it."""
    call = PAGE_CALL | {"metadata": {HOSTILE[:40]: HOSTILE}}
    shown = _Elements(as_code(call)._repr_html_())
    assert shown.tags == _Elements(as_code(PAGE_CALL)._repr_html_()).tags
    assert shown.codes == list(as_code(call).values())

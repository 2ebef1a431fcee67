"""Whatever the metadata, every snippet is well formed and says exactly what was asked."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hostile_calls import CALL_IN_FULL, HOSTILE_METADATA, METADATA, PAGE_CALL
from hypothesis import example, given, settings
from snippet_reading import comments, curl_form, read, shell_words

from kit.snippets import FORMATS, as_code

API_BASE = "http://127.0.0.1:8420"

#: The strings that a format holds whatever the call.
CONSTANTS = {
    "dotnet": ["STRIPE_API_KEY"],
    "go": ["STRIPE_API_KEY"],
    "java": ["STRIPE_API_KEY", "sources"],
    "node": ["stripe"],
    "python": ["STRIPE_API_KEY"],
    "php": ["STRIPE_API_KEY"],
    "ruby": ["STRIPE_API_KEY"],
    "python_client": ["STRIPE_API_KEY", "source"],
    "python_async": ["STRIPE_API_KEY", "source"],
    "kit": ["STRIPE_API_KEY"],
}
#: And those that come with metadata, an idempotency key or a base address.
WITH_METADATA = {"php": ["source", "metadata"], "python_client": ["metadata"]}
WITH_KEY = {"php": ["idempotency_key"], "python_client": ["idempotency_key"]}
WITH_KEY |= {"python_async": WITH_KEY["python_client"]}
WITH_METADATA |= {"python_async": WITH_METADATA["python_client"]}

SHELL = ("curl", "stripe_cli")
CODE = tuple(name for name in FORMATS if name not in SHELL)


def expected_strings(name: str, call: dict[str, Any]) -> Counter[str]:
    """Each string of the call, as often as it should stand in the snippet."""
    strings = [call["customer"], call["source"], *CONSTANTS[name]]
    metadata = call.get("metadata") or {}
    for key, value in metadata.items():
        strings += [key, value]
    if metadata:
        strings += WITH_METADATA.get(name, [])
    elif name == "php":
        strings += ["source"]
    if call.get("idempotency_key"):
        strings += [call["idempotency_key"], *WITH_KEY.get(name, [])]
    return Counter(strings)


def expected_form(call: dict[str, Any]) -> dict[str, str]:
    """What the call posts."""
    metadata = call.get("metadata") or {}
    return {"source": call["source"]} | {f"metadata[{key}]": metadata[key] for key in metadata}


CALLS = {
    "page": PAGE_CALL,
    "no metadata": PAGE_CALL | {"metadata": {}},
    "one empty value": PAGE_CALL | {"metadata": {"order": ""}},
    "an idempotency key": PAGE_CALL | {"idempotency_key": "attach-1"},
    "everything": CALL_IN_FULL,
    **{
        f"metadata {key!r}": PAGE_CALL | {"metadata": {key: value}}
        for key, value in HOSTILE_METADATA.items()
    },
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("name", CODE)
def test_each_form_parses_and_its_strings_are_the_input(name: str, call: dict[str, Any]) -> None:
    """The grammar finds no error, nothing live in a string, and the very strings given."""
    reading = read(FORMATS[name].language, as_code(call)[name])
    assert reading.problems == []
    assert Counter(reading.strings) == expected_strings(name, call)


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("name", SHELL)
def test_each_shell_form_parses_and_sends_the_input(name: str, call: dict[str, Any]) -> None:
    """The grammar finds no error, and the words of the command post the very call."""
    code = as_code(call)[name]
    assert read("bash", code).problems == []
    if shell_words(code)[0] == "curl":
        assert curl_form(code) == expected_form(call)
    else:
        assert stripe_cli_form(code) == expected_form(call)


def stripe_cli_form(code: str) -> dict[str, str]:
    """What ``stripe post`` sends: each -d is split at its first equals sign, and encoded."""
    words = shell_words(code)
    pairs = pairwise(words)
    return dict(word.split("=", 1) for option, word in pairs if option == "-d")


@settings(max_examples=60, deadline=None)
@example(metadata={"0": "$'"})  # quoted, a shell's word for it holds $' where it begins nothing
@given(metadata=METADATA)
def test_any_metadata_parses_and_comes_out_as_it_went_in(metadata: dict[str, str]) -> None:
    """What the hostile set shows holds for any metadata that Stripe takes."""
    call = PAGE_CALL | {"metadata": metadata}
    code = as_code(call, api_base=None)
    for name in CODE:
        reading = read(FORMATS[name].language, code[name])
        assert reading.problems == [], name
        assert Counter(reading.strings) == expected_strings(name, call), name
    assert curl_form(code["curl"]) == expected_form(call)
    if shell_words(code["stripe_cli"])[0] == "stripe":
        assert stripe_cli_form(code["stripe_cli"]) == expected_form(call)
    assert read("bash", code["stripe_cli"]).problems == []


@pytest.mark.parametrize("name", FORMATS)
def test_comments_hold_nothing_of_the_call(name: str) -> None:
    """A comment is the same whatever the metadata, so that nothing can break out of one."""
    language = FORMATS[name].language
    # The CLI's comment says why curl stands there, which a key with an equals sign brings about.
    harmless = PAGE_CALL | {"metadata": {"a=b": ""}}
    found = comments(language, as_code(CALL_IN_FULL)[name])
    assert found
    assert found == comments(language, as_code(harmless)[name])


@pytest.mark.parametrize("key", ["a=b", "null"])
def test_what_the_stripe_cli_cannot_send_becomes_curl(key: str) -> None:
    """The CLI splits -d at the first equals sign, and no argument can hold a null."""
    call = PAGE_CALL | {"metadata": {key: "a\0b" if key == "null" else "c"}}
    code = as_code(call)
    assert shell_words(code["stripe_cli"])[0] == "curl"
    assert curl_form(code["stripe_cli"]) == expected_form(call)

"""The .NET snippets compile as statements in a method, and say what they were asked to say."""

import shutil
import subprocess
from pathlib import Path

import pytest
from dotnet_shapes import DOTNET_SHAPES
from hostile_calls import CALL_IN_FULL, PAGE_CALL

from kit.models.attach_request import AttachRequest
from kit.snippets import as_code


def in_a_method(snippet: str) -> str:
    """A program whose one method is the snippet, with the lines that its comment asks for."""
    needed = next(line for line in snippet.splitlines() if line.startswith("// Needs: "))
    return (
        f"{needed.removeprefix('// Needs: ')}\n"
        f"class Program {{ static void Main() {{\n{snippet}\n}} }}\n"
    )


def compiled(folder: Path, snippet: str) -> subprocess.CompletedProcess[str]:
    """What the compiler says of the snippet, with the library's shapes beside it."""
    mcs = shutil.which("mcs")
    if mcs is None:
        pytest.skip("mcs is missing. Install it: apt-get install mono-mcs")
    files = {"Program.cs": in_a_method(snippet), "Shapes.cs": DOTNET_SHAPES}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    # The variable that the answer is in is for whoever copies the snippet.
    options = ["-codepage:utf8", "-warnaserror", "-nowarn:219", f"-out:{folder / 'program.exe'}"]
    return subprocess.run(
        [mcs, *options, *(str(folder / name) for name in files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def ran(folder: Path) -> list[list[str]]:
    """What the compiled program gave the library: lines of a word and texts."""
    mono = shutil.which("mono")
    if mono is None:
        pytest.skip("mono is missing. Install it: apt-get install mono-runtime")
    ended = subprocess.run(
        [mono, str(folder / "program.exe")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"STRIPE_API_KEY": "sk_test_practice", "HOME": str(folder), "PATH": "/usr/bin:/bin"},
    )
    lines = [line.split(":") for line in ended.stdout.splitlines()]
    return [[what, *map(_text, units)] for what, *units in lines]


def _text(units: str) -> str:
    numbers = [int(unit) for unit in units.split()]
    data = b"".join(number.to_bytes(2, "little") for number in numbers)
    return data.decode("utf-16-le", "surrogatepass")


@pytest.mark.parametrize("api_base", [None, "http://127.0.0.1:8420"])
@pytest.mark.parametrize("call", [PAGE_CALL, CALL_IN_FULL], ids=["page", "in full"])
def test_what_the_snippet_says_reaches_the_library(call, api_base, tmp_path) -> None:
    """Customer, source, key and address, and every character of the metadata."""
    ended = compiled(tmp_path, as_code(call, api_base=api_base)["dotnet"])
    assert ended.returncode == 0, ended.stdout + ended.stderr
    request = call if isinstance(call, AttachRequest) else AttachRequest(**call)
    metadata = [["metadata", key, value] for key, value in (request.metadata or {}).items()]
    assert ran(tmp_path) == [
        ["customer", request.customer],
        ["source", request.source],
        ["key", request.idempotency_key or ""],
        ["base", api_base or ""],
        *metadata,
    ]


def test_a_call_that_the_library_has_not_does_not_compile(tmp_path) -> None:
    """The shapes are the library's: another member's name is an error."""
    snippet = as_code(PAGE_CALL)["dotnet"].replace("Source =", "Sauce =")
    ended = compiled(tmp_path, snippet)
    assert ended.returncode != 0
    assert "Sauce" in ended.stdout + ended.stderr

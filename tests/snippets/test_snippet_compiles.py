"""The Java snippets compile: as statements in a method, against stripe-java's signatures."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hostile_calls import CALL_IN_FULL, PAGE_CALL
from java_shapes import write_java_shapes

from kit.snippets import as_code


def in_a_method(name: str, snippet: str) -> str:
    """A class whose one method is the snippet."""
    return (
        "import com.stripe.Stripe; import com.stripe.model.*; import com.stripe.net.*;\n"
        f"import com.stripe.param.*;\nclass {name} {{ void run() throws Exception {{\n"
        f"{snippet}\n}} }}\n"
    )


def compiled(folder: Path, classes: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """What javac says of the classes, with the SDK's shapes beside them."""
    javac = shutil.which("javac")
    if javac is None:
        pytest.skip("javac is missing. Install it: apt-get install default-jdk-headless")
    files = write_java_shapes(folder)
    for name, text in classes.items():
        files.append(folder / f"{name}.java")
        files[-1].write_text(text, encoding="utf-8")
    options = ["-encoding", "UTF-8", "-proc:none", "-Xlint:all", "-Werror", "-d", str(folder)]
    return subprocess.run(
        [javac, *options, *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_every_java_snippet_compiles(tmp_path: Path) -> None:
    """The page's call, one with hostile metadata and a key, and one to another address."""
    snippets = {
        "Page": as_code(PAGE_CALL)["java"],
        "InFull": as_code(CALL_IN_FULL)["java"],
        "Elsewhere": as_code(CALL_IN_FULL, api_base="http://127.0.0.1:8420")["java"],
    }
    ended = compiled(tmp_path, {name: in_a_method(name, text) for name, text in snippets.items()})
    assert ended.returncode == 0, ended.stderr


def test_a_call_that_the_sdk_has_not_does_not_compile(tmp_path: Path) -> None:
    """The shapes are the SDK's: another method's name is an error."""
    snippet = as_code(PAGE_CALL)["java"].replace(".setSource(", ".setSauce(")
    ended = compiled(tmp_path, {"Wrong": in_a_method("Wrong", snippet)})
    assert ended.returncode != 0
    assert "setSauce" in ended.stderr

"""A secret in a saved notebook is found wherever it stands, and shown masked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from made_notebooks import code, result, text, write
from secret_strategies import API_KEYS, CARD_NUMBERS, CLIENT_SECRETS, IBANS

from kit.commands.cli import main
from kit.errors import InvalidInput
from kit.notebook_check.scan import scan
from kit.notebook_check.secret_shapes import secrets_in

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk_live_" + "Nobodys4242"
SECRET = "src_client_secret_" + "A1b2C3d4E5f6"
IBAN = "DE89370400440532013000"
EMAIL = "jenny@rosen.dev"


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        (f"stripe.api_key = '{KEY}'", "an API key"),
        ("whsec_" + "0123456789abcdef", "a signing secret"),
        (SECRET, "a client secret"),
        (f"to {IBAN}.", "an account number"),
        ("to DE89 3704 0044 0532 0130 00", "an account number"),
        ("4242 4242 4242 4242", "an account number"),
        ("test_52796e3294dc", "an account number"),
        ("{'account_number': '000123456789'}", "a value named account_number"),
        ('{"refund_iban": "no check digits"}', "a value named refund_iban"),
        ('connect(password="correct horse")', "a value named password"),
        (f"mail {EMAIL}!", "an e-mail address"),
    ],
)
def test_every_kind_is_known(written, kind):
    """Each by what it looks like, or by what it is called."""
    assert [found for found, _ in secrets_in(written)] == [kind]


@pytest.mark.parametrize(
    "written",
    [
        "sk_test_...",
        "sk_live_••••4242",
        "••••3000",
        "src_1NfRGv2eZvKYlo2Cv7NAImBL of cus_9s6XKzkNRiz8i3",
        "jenny.rosen@example.com, ann@shop.example, root@localhost",
        "icon@2x.png",
        "git@github.com:owner/repository",
        "{'iban_last4': '3000', 'cvc_check': 'unchecked'}",
        "{'client_secret': '••••qk3z'}",
        "password = None",
        "import secrets",
        "1692144000 and 12345678901234",
        "https://example.com/back",
    ],
)
def test_what_is_no_secret_is_left(written):
    """A scan that cries wolf is turned off."""
    assert list(secrets_in(written)) == []


@given(st.one_of(API_KEYS, CLIENT_SECRETS, IBANS, CARD_NUMBERS))
def test_what_a_frame_would_mask_is_found(secret):
    """Alone, in a sentence, and in quotes."""
    for around in ("{}", "to {}.", '"{}"'):
        assert list(secrets_in(around.format(secret)))


@pytest.fixture
def planted(tmp_path):
    """A notebook with a secret in each place that a notebook has."""
    state = {"state": {"m1": {"model_name": "Text", "state": {"value": KEY, "password": "a" * 9}}}}
    return write(
        tmp_path / "planted.ipynb",
        text(f"Write to {EMAIL}."),
        code(
            f"key = '{KEY}'",
            result(text_plain=["to ", IBAN], text_html=f"<td>{SECRET}</td>"),
            result(data={"application/json": {"receiver": {"address": "0123456789"}}}),
            {"output_type": "stream", "name": "stdout", "text": [f"{KEY}\n"]},
            {
                "output_type": "error",
                "ename": "E",
                "evalue": EMAIL,
                "traceback": [f"at {KEY}"],
            },
        ),
        code("1", count=2, metadata={"note": KEY}, attachments={"a.txt": {"text/plain": IBAN}}),
        widgets={"application/vnd.jupyter.widget-state+json": state},
        authors=[{"name": EMAIL}],
    )


def test_every_place_is_searched(planted):
    """Cells, outputs of every kind, attachments, metadata and widget state."""
    found = [(finding.where, finding.kind) for finding in scan(planted)]
    assert found == [
        ("cell 1", "an e-mail address"),
        ("cell 2", "an API key"),
        ("cell 2, output 1", "an account number"),
        ("cell 2, output 1", "a client secret"),
        ("cell 2, output 2", "a value named address"),
        ("cell 2, output 3", "an API key"),
        ("cell 2, output 4", "an e-mail address"),
        ("cell 2, output 4", "an API key"),
        ("cell 3, metadata", "an API key"),
        ("cell 3, attachments", "an account number"),
        ("widget state", "an API key"),
        ("widget state", "a value named password"),
        ("metadata", "an e-mail address"),
    ]


def test_the_command_shows_them_masked_and_ends_with_1(planted):
    """What it prints may stand in a log of CI."""
    result = CliRunner().invoke(main, ["notebooks", "scan", str(planted.parent)])
    assert result.exit_code == 1
    assert f"{planted}: cell 2: an API key, ••••4242" in result.stdout
    assert "replace every key that was shared" in result.stderr
    for secret in (KEY, SECRET, IBAN, EMAIL):
        assert secret not in result.output


def test_what_is_allowed_by_its_text_is_no_finding(tmp_path):
    """A team's practice key may stay."""
    path = write(tmp_path / "practice.ipynb", code(f"'{KEY}', '{IBAN}'"))
    command = ["notebooks", "scan", str(path), "--allow", KEY, "--allow", IBAN]
    result = CliRunner().invoke(main, command)
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("content", ["", "not JSON", "[]", '{"worksheets": []}', "\udcff"])
def test_a_file_that_is_no_notebook_is_said(tmp_path, content):
    """It is not passed over as clean."""
    path = tmp_path / "broken.ipynb"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InvalidInput, match="cannot be read"):
        scan(path)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: p.stem)
def test_the_courses_notebooks_hold_none(path):
    """What is committed here is clean by the same measure."""
    assert scan(path) == []


def test_the_hook_of_others_is_the_command():
    """pre-commit runs it on notebooks, whose names it adds."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["entry"], hook["types"]) == ("kit notebooks scan", ["jupyter"])
    assert hook["id"] in (ROOT / "CONTRIBUTING.md").read_text()
    said = re.sub(r"\s+", " ", CliRunner().invoke(main, ["notebooks", "scan", "--help"]).output)
    assert hook["id"] in said

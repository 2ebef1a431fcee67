"""The audit as a page: inert, whole, and readable without a network."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from planted_account import HOSTILE, SCRIPT, customer, receiver, source, write_planted

import kit
from kit.errors import NotWritten


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """The audit of the planted account."""
    return kit.audit(kit.open(write_planted(tmp_path_factory.mktemp("planted"))))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """An audit whose every text is somebody's markup: ids, types, statuses, currencies."""
    folder = tmp_path_factory.mktemp("hostile")
    name = f"cus_{HOSTILE}"
    made = customer(
        name,
        source(f"src_1{HOSTILE}", HOSTILE, name, currency=SCRIPT),
        source(f"src_2{SCRIPT}", "sepa_debit", name, status=SCRIPT),
        receiver(f"src_3{HOSTILE}", name, "ach_credit_transfer", (500, 0, 0), currency=SCRIPT),
        receiver(f"src_4{HOSTILE}", name, "ach_credit_transfer", (400, 0, 0), currency=HOSTILE),
    )
    (folder / "customers.json").write_text(json.dumps({"object": "list", "data": [made]}))
    return kit.audit(kit.open(folder))


class _Elements(HTMLParser):
    """The elements of a page, and the addresses in it."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[tuple[str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [(tag, value) for name, value in attrs if name in {"href", "src"}]


def elements(page):
    """What an HTML parser finds on a page."""
    parser = _Elements()
    parser.feed(page)
    return parser


@pytest.mark.parametrize("which", ["audit", "hostile"])
def test_the_page_runs_nothing_and_loads_nothing(which, request, tmp_path) -> None:
    """No script, image, frame or style sheet, whatever stands in ids and types."""
    page = request.getfixturevalue(which).to_html(tmp_path / "audit.html").read_text()
    found = elements(page)
    assert not found.names & {"script", "img", "iframe", "object", "embed", "link", "form", "svg"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert {tag for tag, _ in found.addresses} == {"a"}
    assert all(address.startswith("https://") for _, address in found.addresses)
    assert "default-src 'none'" in page


def test_hostile_text_is_shown_as_text(hostile, tmp_path) -> None:
    """It is not dropped: whoever reads sees what stands there."""
    page = hostile.to_html(tmp_path / "audit.html").read_text()
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert HOSTILE not in page
    assert SCRIPT not in page


def test_nobody_is_on_the_page(audit, tmp_path) -> None:
    """Customers by id alone."""
    page = audit.to_html(tmp_path / "audit.html").read_text()
    assert "cus_ach" in page
    assert "@example.com" not in page
    assert "onerror" not in page


def test_the_page_says_what_the_frames_say(audit, tmp_path) -> None:
    """Its headline, each fact with its page, and the customers in their order."""
    page = audit.to_html(tmp_path / "audit.html").read_text()
    assert audit.headline.replace("'", "&#39;") in page
    for row in audit.facts.itertuples():
        assert f'href="{row.page}"' in page
    ids = re.findall(r'<td class="id">(cus_\w+)</td>', page)
    assert ids == audit.customers["customer"].to_list()


def test_a_long_table_is_cut_and_says_so(tmp_path) -> None:
    """A page of 100,000 rows would open nowhere; the rest is in the frame."""
    made = [
        customer(f"cus_{at}", source(f"src_{at}", "sepa_debit", f"cus_{at}")) for at in range(130)
    ]
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "a.json").write_text(json.dumps({"object": "list", "data": made}))
    page = kit.audit(kit.open(tmp_path / "json")).to_html(tmp_path / "audit.html").read_text()
    assert len(re.findall(r'<td class="id">cus_\w+</td>', page)) == 100
    assert "30 more are in" in page


def test_a_page_is_not_written_over(audit, tmp_path) -> None:
    """Unless forced; nobody else may read it; no draft stays behind."""
    path = tmp_path / "audit.html"
    path.write_text("mine")
    with pytest.raises(NotWritten, match="exists and was not touched"):
        audit.to_html(path)
    assert path.read_text() == "mine"
    audit.to_html(path, force=True)
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["audit.html"]


def test_a_disk_that_refuses_is_a_sentence(audit, tmp_path) -> None:
    """And the path is in it."""
    with pytest.raises(NotWritten, match="Could not write"):
        audit.to_html(tmp_path / "missing" / "audit.html")

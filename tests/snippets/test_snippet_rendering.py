"""What as_code takes, what it gives, and what it never says."""

import importlib.metadata
from types import SimpleNamespace

import pytest
from hostile_calls import CALL_IN_FULL, PAGE_CALL

from kit.errors import InvalidId, InvalidInput, InvalidMetadata, KitError
from kit.models.attach_request import AttachRequest
from kit.snippets import FORMATS, as_code

KEY = "sk_test_anExampleOfAKeyThatIsNone"


def test_every_form_is_there_in_the_documented_order() -> None:
    """The page's seven, then the modern Python client, async, curl, the CLI and the kit."""
    assert list(as_code(PAGE_CALL)) == [
        "dotnet",
        "go",
        "java",
        "node",
        "python",
        "php",
        "ruby",
        "python_client",
        "python_async",
        "curl",
        "stripe_cli",
        "kit",
    ]


def test_a_request_its_mapping_and_what_carries_it_give_the_same_code() -> None:
    """An AttachRequest, a mapping with its fields, and an object with .request are one input."""
    request = AttachRequest(**CALL_IN_FULL)
    carrier = SimpleNamespace(request=request)
    assert as_code(request) == as_code(CALL_IN_FULL) == as_code(carrier)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (None, InvalidInput),
        ("src_1NfRGv2eZvKYlo2Cv7NAImBL", InvalidInput),
        (SimpleNamespace(request="GET /"), InvalidInput),
        ({"customer": "cus_9s6XKzkNRiz8i3"}, InvalidInput),
        (PAGE_CALL | {"metdata": {}}, InvalidInput),
        (PAGE_CALL | {"source": "pm_1"}, InvalidId),
        (PAGE_CALL | {"metadata": {"k": None}}, InvalidMetadata),
        (PAGE_CALL | {"metadata": {"k": "\ud800"}}, InvalidMetadata),
        (PAGE_CALL | {"idempotency_key": "a\r\nX-Header: b"}, InvalidInput),
    ],
    ids=str,
)
def test_what_is_no_attach_is_refused(given: object, error: type[KitError]) -> None:
    """The input is checked as the call itself would be, and the message says what to pass."""
    with pytest.raises(error):
        as_code(given)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "127.0.0.1:8420",
        "ftp://127.0.0.1",
        "http://",
        "http://host:port",
        "http://host:99999",
        "http://[::1",
        f"http://{KEY}@127.0.0.1",
        "http://127.0.0.1/?a=b",
        "http://127.0.0.1/'; rm -rf ~; '",
        "http://127.0.0.1\n",
        8420,
    ],
)
def test_what_is_no_base_address_is_refused_without_being_shown(address: object) -> None:
    """An address that is none, or that code could stumble over, is refused; a key stays in."""
    with pytest.raises(InvalidInput, match=r"base address|api_base holds") as caught:
        as_code(PAGE_CALL, api_base=address)  # type: ignore[arg-type]
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("name", FORMATS)
def test_the_base_address_reaches_every_form(name: str) -> None:
    """With api_base every format names the address; without it, only curl names Stripe's."""
    assert "127.0.0.1" in as_code(PAGE_CALL, api_base="http://127.0.0.1:8420/")[name]
    assert "8420" in as_code(PAGE_CALL, api_base="http://127.0.0.1:8420/")[name]
    assert "8420//" not in as_code(PAGE_CALL, api_base="http://127.0.0.1:8420/")[name]
    assert ("://" in as_code(PAGE_CALL)[name]) == (name == "curl")


def test_node_says_that_it_leaves_out_the_path_of_a_base_address() -> None:
    """stripe-node has host, port and protocol only; the others take a path with the address."""
    code = as_code(PAGE_CALL, api_base="https://lab.example/user/proxy/8420")
    assert "no path in a base address" in code["node"]
    assert "'lab.example'" in code["node"]
    assert "443" in code["node"]
    assert '"https://lab.example/user/proxy/8420"' in code["python"]


def test_the_key_comes_from_the_environment_and_is_never_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each snippet names the variable STRIPE_API_KEY, and none its value."""
    monkeypatch.setenv("STRIPE_API_KEY", KEY)
    for name, code in as_code(CALL_IN_FULL, api_base="http://127.0.0.1:8420").items():
        assert "STRIPE_API_KEY" in code, name
        assert KEY not in code, name


def test_each_snippet_begins_with_the_library_and_the_version_it_is_for() -> None:
    """The first comment names them, and Python's is the version that is installed here."""
    code = as_code(PAGE_CALL)
    for name, snippet_format in FORMATS.items():
        assert snippet_format.library in code[name].splitlines()[0], name
    installed = importlib.metadata.version("stripe")
    assert FORMATS["python"].version is not None
    assert installed.split(".")[0] == FORMATS["python"].version.split(".")[0]

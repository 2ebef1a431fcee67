"""Hostile and clumsy clients: they are refused or dropped, and the server lives."""

import json
import socket
import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kit.offline import connection

SOURCE = "/v1/sources/src_1NfRGv2eZvKYlo2Cv7NAImBL"
CUSTOMER = "/v1/customers/cus_9s6XKzkNRiz8i3"


@pytest.fixture
def raw(server):
    """Sends bytes, returns what comes back until the server is done or has hung up."""

    def send(*parts, timeout=10):
        with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as connection:
            answer = b""
            try:
                for part in parts:
                    connection.sendall(part)
                while not is_whole(answer):
                    more = connection.recv(65536)
                    if not more:
                        break
                    answer += more
            except ConnectionError:
                pass
            return answer

    send.key = server.key
    return send


def is_whole(answer):
    """Whether an answer has all its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return len(body) >= int(line.split(b":")[1])
    return False


def request(raw, method="GET", path=SOURCE, body=b"", host="127.0.0.1", **headers):
    """A request's bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"Authorization: Bearer {raw.key}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def status(answer):
    """The status of an answer, None where the connection was dropped."""
    return int(answer.split()[1]) if answer else None


def error(answer):
    """Stripe's error in an answer."""
    return json.loads(answer.partition(b"\r\n\r\n")[2])["error"]


@pytest.fixture(autouse=True)
def _lives(api):
    yield
    assert api.get(SOURCE).status == 200, "the server must have lived through it"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:80", "localhost:1", "LOCALHOST", "[::1]:9"]
)
def test_loopback_names_are_served(raw, host):
    """Every name of this machine's loopback is fine."""
    assert status(raw(request(raw, host=host))) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "10.0.0.1", ""]
)
@pytest.mark.parametrize("path", [SOURCE, "/_kit/state"])
def test_other_hosts_are_refused(raw, host, path):
    """A web page that rebound its name to 127.0.0.1 reaches nothing."""
    answer = raw(request(raw, path=path, host=host))
    assert status(answer) == 403
    assert b"access-control" not in answer.lower()


def test_a_request_without_a_host_is_refused(raw):
    """HTTP/1.0 without Host has no name to check."""
    answer = raw(f"GET {SOURCE} HTTP/1.0\r\nAuthorization: Bearer {raw.key}\r\n\r\n".encode())
    assert status(answer) == 403


def test_the_controls_want_a_key_too(raw):
    """What a web page may post without asking, a form without Authorization, does nothing."""
    form = b"seconds=3600"
    answer = raw(
        b"POST /_kit/clock HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n%s" % (len(form), form)
    )
    assert status(answer) == 401


def test_a_body_over_a_megabyte_is_refused(raw):
    """By its length, or by its bytes when it comes in chunks; up to it, it is read."""
    whole = b"source=" + b"x" * 999_993
    assert error(raw(request(raw, "POST", CUSTOMER + "/sources", whole)))["param"] == "source"
    answer = raw(request(raw, "POST", CUSTOMER + "/sources", whole + b"x"))
    assert status(answer) == 413
    assert error(answer)["type"] == "invalid_request_error"
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    chunked = request(raw, "POST", CUSTOMER + "/sources", Transfer_Encoding="chunked")
    assert status(raw(chunked, *[chunk] * 40)) in (413, None)


@pytest.mark.parametrize(
    "form",
    [
        b"source=%ff%fe",
        b"source=\xff",
        b"%c3%28=1",
        b"metadata[a=1",
        b"metadata]a[=1",
        b"metadata[a][=1",
        b"[a]=1",
        b"=1",
        b"metadata[a]=1&metadata=x",
        b"metadata=x&metadata[a]=1",
        b"metadata[a][b]=1",
        b"a" + b"[a]" * 500 + b"=1",
        b"a" + b"[a]" * 8 + b"=1",
        b"&".join(b"metadata[%d]=1" % n for n in range(1001)),
        b"expand[99999999999999999999]=a",
        b"expand[a]=b",
        b"expand[" + b"9" * 5000 + b"]=a",
        b"source=" + b"\x00" * 20,
        b"a%00b=1",
    ],
)
def test_malformed_forms_are_refused(raw, form):
    """Bad UTF-8, stray brackets, contradictions, absurd nesting: 400, in Stripe's envelope."""
    answer = raw(request(raw, "POST", CUSTOMER + "/sources", form))
    assert status(answer) == 400
    assert error(answer)["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    "content_type", ["application/json", "multipart/form-data; boundary=x", "x"]
)
def test_other_content_types_are_refused(raw, content_type):
    """Stripe's v1 takes forms."""
    answer = raw(request(raw, "POST", CUSTOMER, b"{}", Content_Type=content_type))
    assert status(answer) == 400
    assert "application/x-www-form-urlencoded" in error(answer)["message"]


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost\x00: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET http://[ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    ],
)
def test_what_is_hardly_http_is_refused_or_dropped(raw, bytes_sent):
    """Nothing but a refusal comes back."""
    answer = raw(bytes_sent, timeout=1)
    assert not answer or status(answer) >= 400


def test_a_head_without_end_is_dropped(raw):
    """Headers beyond all measure break the connection."""
    lines = (b"X-%d: " % n + b"y" * 1000 + b"\r\n" for n in range(10_000))
    began = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    assert raw(began, *lines) == b""


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"GET /v1/cust",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
        (
            b"POST /v1/customers HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            b"Authorization: Bearer sk_test_x\r\nContent-Length: 9\r\n\r\nname="
        ),
    ],
)
def test_a_client_that_never_finishes_is_dropped(raw, part, monkeypatch):
    """Silence, half a head, half a body: after its time the connection is broken."""
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.2)
    began = time.monotonic()
    assert raw(part) == b""
    assert time.monotonic() - began < 8


def test_an_idle_connection_after_an_answer_is_kept(raw, monkeypatch, api):
    """A keep-alive connection that waits for its next request is not slow."""
    api.get(SOURCE)
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.05)
    deadline = time.monotonic() + 8
    assert raw(b"", timeout=10) == b"", "the sweep has run when this silent client is dropped"
    assert time.monotonic() < deadline
    assert api.get(SOURCE).status == 200


def test_header_values_come_back_harmless(raw):
    """An idempotency key or version with control characters cannot smuggle a header."""
    for name in ("Idempotency-Key", "Stripe-Version"):
        for value in (b"a\tb", b"\xff\xfe", b"a\r\n b", b"x" * 5000):
            head = (
                f"POST /v1/customers HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {raw.key}"
            )
            sent = head.encode() + b"\r\n" + name.encode() + b": " + value
            answer = raw(sent + b"\r\nContent-Length: 0\r\n\r\n", timeout=2)
            assert status(answer) in (200, 400, None)
            assert answer.count(b"HTTP/1.1") <= 1


@pytest.mark.parametrize(
    "version", ["2014-12-22", "2020-08-27", "2026-10-28.endive", "2022-11-15; a=v1"]
)
def test_versions_of_many_years_are_taken_and_echoed(raw, version):
    """Any dated version works."""
    answer = raw(request(raw, Stripe_Version=version))
    assert f"stripe-version: {version}\r\n".encode() in answer
    assert status(answer) == 200


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
@example(b"a[]=1&a[][b]=2&a[0]=3&a[][]=4")
def test_any_body_gets_an_answer(api, body):
    """Whatever bytes are sent as a form, a refusal or a customer comes back, never a 500."""
    form = body.decode("latin-1")
    answer = api.call("POST", "/v1/customers", form)
    assert answer.status in (200, 400)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
def test_any_path_gets_an_answer(api, path):
    """Whatever path is asked for, it is refused or answered, never a 500."""
    assert api.call("GET", "/v1/" + path.replace("#", "")).status in (200, 400, 404)

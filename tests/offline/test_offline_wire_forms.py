"""The same attach as each SDK writes it on the wire.

Node, PHP and Ruby were run against the account as they are; these are the forms that they
and the clients of Go, Java and .NET put into requests.
"""

import json
import socket
from base64 import b64encode

import pytest

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
PATH = f"/v1/customers/{CUSTOMER}/sources"


def exchange(connection, *parts):
    """One request and its answer on an open connection: status and body."""
    for part in parts:
        connection.sendall(part)
    stream = connection.makefile("rb")
    status = int(stream.readline().split()[1])
    while status == 100:
        assert stream.readline() == b"\r\n"
        status = int(stream.readline().split()[1])
    length = 0
    while (line := stream.readline()) != b"\r\n":
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, json.loads(stream.read(length))


@pytest.fixture
def connection(server):
    """A TCP connection to the account."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        yield connection


def head(method, path, *lines):
    """A request's head."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: 127.0.0.1:1", *lines, "", ""]).encode()


BEARER = "Authorization: Bearer sk_test_any"
BASIC = "Authorization: Basic " + b64encode(b"sk_test_any:").decode()
FORM = "Content-Type: application/x-www-form-urlencoded"

FORMS = {
    "python and node": f"source={SOURCE}&metadata[a]=1&metadata[b c]=%C3%BC+%26&expand[0]=owner",
    "go": f"expand[]=owner&metadata[a]=1&metadata[b+c]=%C3%BC+%26&source={SOURCE}",
    "java": f"source={SOURCE}&metadata%5Ba%5D=1&metadata%5Bb+c%5D=%C3%BC+%26&expand%5B0%5D=owner",
    "ruby": f"source={SOURCE}&metadata[a]=1&metadata[b+c]=%C3%BC+%26&expand[0]=owner",
    "php": f"source={SOURCE}&metadata%5Ba%5D=1&metadata%5Bb%20c%5D=%C3%BC%20%26&expand%5B%5D=owner",
    "dotnet": f"source={SOURCE}&metadata[a]=1&metadata[b%20c]=%C3%BC%20%26&expand[0]=owner&",
    "curl": f"source={SOURCE}&metadata[a]=1&metadata[b%20c]=%c3%bc%20%26&expand=owner",
}


@pytest.mark.parametrize("client", FORMS)
def test_each_form_says_the_same(connection, client):
    """Brackets literal or encoded, lists by place or empty, spaces as + or %20."""
    form = FORMS[client].encode()
    lines = (BEARER, f"{FORM}; charset=UTF-8", f"Content-Length: {len(form)}")
    status, source = exchange(connection, head("POST", PATH, *lines), form)
    assert status == 200, source
    assert source["metadata"] == {"a": "1", "b c": "ü &"}
    assert source["customer"] == CUSTOMER


@pytest.mark.parametrize("authorization", [BEARER, BASIC, BEARER.replace("Bearer", "bearer")])
def test_bearer_and_basic_keys_are_the_same(connection, authorization):
    """curl -u sk_test_...: works as Authorization: Bearer does."""
    status, _ = exchange(connection, head("GET", f"/v1/sources/{SOURCE}", authorization))
    assert status == 200


@pytest.mark.parametrize(
    "authorization", ["Basic !!!", "Basic " + b64encode(b":x").decode(), "Digest x", "Bearer"]
)
def test_what_holds_no_key_is_no_key(connection, authorization):
    """Unreadable credentials answer as missing ones."""
    lines = f"Authorization: {authorization}"
    status, answer = exchange(connection, head("GET", f"/v1/sources/{SOURCE}", lines))
    assert status == 401
    assert answer["error"]["message"].startswith("You did not provide an API key.")


def test_one_connection_serves_many_requests(connection):
    """Keep-alive: fifty requests over one connection."""
    for _ in range(50):
        assert exchange(connection, head("GET", f"/v1/sources/{SOURCE}", BEARER))[0] == 200


def test_requests_may_come_in_a_row_without_waiting(connection):
    """Pipelined requests are answered in order."""
    asked = [head("GET", f"/v1/sources/src_{n}", BEARER) for n in range(5)]
    connection.sendall(b"".join(asked))
    stream = connection.makefile("rb")
    for n in range(5):
        length = 0
        while (line := stream.readline()) != b"\r\n":
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert f"'src_{n}'".encode() in stream.read(length)


def test_expect_100_continue_is_honoured(connection):
    """The client may ask before it sends the body."""
    form = FORMS["curl"].encode()
    lines = (BEARER, FORM, f"Content-Length: {len(form)}", "Expect: 100-continue")
    connection.sendall(head("POST", PATH, *lines))
    assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert exchange(connection, form)[0] == 200


def test_a_chunked_body_is_a_body(connection):
    """Transfer-Encoding: chunked, in pieces."""
    form = FORMS["go"].encode()
    pieces = [form[:10], form[10:]]
    chunks = [b"%x\r\n%s\r\n" % (len(each), each) for each in pieces]
    lines = (BEARER, FORM, "Transfer-Encoding: chunked")
    assert exchange(connection, head("POST", PATH, *lines), *chunks, b"0\r\n\r\n")[0] == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("created[gt]=1&limit=2&expand[]=data.sources", 2),
        ("created%5Bgt%5D=1&limit=2&expand%5B0%5D=data.sources", 2),
        ("limit=2&created%5Blt%5D=1", 0),
    ],
)
def test_queries_are_forms_too(connection, query, found):
    """A GET's parameters come in its query string, encoded either way."""
    status, page = exchange(connection, head("GET", f"/v1/customers?{query}", BEARER))
    assert (status, len(page["data"])) == (200, found)


@pytest.mark.parametrize(
    "form",
    [
        (
            "source_order[items][0][type]=sku&source_order[items][0][amount]=5"
            "&source_order[items][1][type]=tax&source_order[items][1][amount]=6"
        ),
        (
            "source_order[items][][type]=sku&source_order[items][][amount]=5"
            "&source_order[items][][type]=tax&source_order[items][][amount]=6"
        ),
        (
            "source_order%5Bitems%5D%5B1%5D%5Btype%5D=tax&source_order%5Bitems%5D%5B1%5D%5Bamount%5D=6"
            "&source_order%5Bitems%5D%5B0%5D%5Btype%5D=sku&source_order%5Bitems%5D%5B0%5D%5Bamount%5D=5"
        ),
    ],
)
def test_lists_of_hashes_come_in_every_spelling(connection, form):
    """By place, in any order, or with empty brackets where a repeated name begins anew."""
    body = b"type=card&" + form.encode()
    lines = (BEARER, FORM, f"Content-Length: {len(body)}")
    status, source = exchange(connection, head("POST", "/v1/sources", *lines), body)
    assert status == 200, source
    items = [(item["type"], item["amount"]) for item in source["source_order"]["items"]]
    assert items == [("sku", 5), ("tax", 6)]


def read_to_the_end(connection):
    """Everything that comes until the server hangs up."""
    received = b""
    while more := connection.recv(65536):
        received += more
    return received


def test_a_client_that_says_no_more_still_hears_its_response(connection):
    """Shutting the sending half down after a request loses nothing."""
    connection.sendall(head("GET", f"/v1/sources/{SOURCE}", BEARER))
    connection.shutdown(socket.SHUT_WR)
    received = read_to_the_end(connection)
    assert received.startswith(b"HTTP/1.1 200")
    assert received.endswith(b"}")


def test_rubbish_behind_a_request_does_not_overtake_its_response(connection):
    """What came first is answered first, whatever follows."""
    connection.sendall(head("GET", f"/v1/sources/{SOURCE}", BEARER) + b"RUBBISH\r\n\r\n")
    assert read_to_the_end(connection).startswith(b"HTTP/1.1 200")


def test_a_head_request_gets_a_head(connection):
    """HEAD is no route of Stripe's, and its refusal has no body."""
    connection.sendall(head("HEAD", f"/v1/sources/{SOURCE}", BEARER, "Connection: close"))
    received = read_to_the_end(connection)
    assert received.startswith(b"HTTP/1.1 404")
    assert received.endswith(b"\r\n\r\n")


def test_any_http_1_0_client_is_hung_up_on_after_its_response(connection):
    """Without keep-alive the end of the response is the end of the connection."""
    lines = f"GET /v1/sources/{SOURCE} HTTP/1.0\r\nHost: 127.0.0.1\r\n{BEARER}\r\n\r\n"
    connection.sendall(lines.encode())
    assert read_to_the_end(connection).startswith(b"HTTP/1.1 200")

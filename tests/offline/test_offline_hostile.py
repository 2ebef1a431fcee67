"""Clients that mean harm: nothing is read of them, believed of them or kept for them."""

import json
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kit.offline import CannotStart, NotAnAccount, OfflineServer, connection

CUSTOMER = "cus_9s6XKzkNRiz8i3"
SOURCE = "src_1NfRGv2eZvKYlo2Cv7NAImBL"
BEARER = "Authorization: Bearer sk_test_any"
CHUNKED = "Transfer-Encoding: chunked"


def head(method, path, *lines, host="127.0.0.1"):
    """A request's head."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode()


def statuses(server, *parts, timeout=10):
    """What the server says to these bytes, until it has nothing more to say: the statuses."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as client:
        received = b""
        with suppress(ConnectionError, TimeoutError):
            for part in parts:
                client.sendall(part)
            client.shutdown(socket.SHUT_WR)
            while more := client.recv(65536):
                received += more
    return [int(part.split()[0]) for part in received.split(b"HTTP/1.1 ")[1:]]


def first_status(client):
    """The status of the response that is there or comes."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = client.recv(65536)
        assert more, "the server hung up without a word"
        received += more
    return int(received.split()[1])


@pytest.fixture(autouse=True)
def _lives(api):
    yield
    assert api.get(f"/v1/sources/{SOURCE}").status == 200, "the server must have lived through it"


@pytest.mark.parametrize("length", ["Content-Length: 2000000000", CHUNKED])
@pytest.mark.parametrize(
    ("lines", "host", "status"),
    [
        ([], "127.0.0.1", 401),
        (["Authorization: Bearer sk_live_x"], "127.0.0.1", 401),
        ([BEARER], "evil.example", 403),
    ],
)
@pytest.mark.parametrize("path", ["/_kit/world", "/v1/customers"])
def test_who_may_not_ask_is_told_before_a_byte_of_the_body(
    server, path, lines, host, status, length
):
    """A refusal comes on the head alone, whatever size of body is announced."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(head("POST", path, *lines, length, host=host))
        assert first_status(client) == status


@pytest.mark.parametrize("expect", [[], ["Expect: 100-continue"]])
def test_a_body_announced_too_large_is_refused_on_its_head(server, expect):
    """413 comes at once, and nobody is asked to go on."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        lines = (BEARER, "Content-Length: 99999999999999999999", *expect)
        client.sendall(head("POST", "/v1/customers", *lines))
        assert first_status(client) in (400, 413)
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as client:
        client.sendall(head("POST", "/v1/customers", BEARER, "Content-Length: 1000001", *expect))
        assert first_status(client) == 413


@pytest.mark.parametrize("chunked", [False, True])
def test_a_client_that_sends_it_all_before_it_listens_hears_413(server, chunked):
    """The remainder of a large body is swallowed, so that the refusal is not lost with it."""
    client = HTTPConnection("127.0.0.1", server.port, timeout=30)
    body = b"name=" + b"x" * 40_000_000
    pieces = (body[at : at + 1_000_000] for at in range(0, len(body), 1_000_000))
    client.request(
        "POST",
        "/v1/customers",
        pieces if chunked else body,
        {"Authorization": "Bearer sk_test_any"},
        encode_chunked=chunked,
    )
    response = client.getresponse()
    assert (response.status, json.loads(response.read())["error"]["type"]) == (
        413,
        "invalid_request_error",
    )
    client.request("GET", f"/v1/sources/{SOURCE}", headers={"Authorization": "Bearer sk_test_any"})
    assert client.getresponse().status == 200
    client.close()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:80@evil.example",
        "127.0.0.1@evil.example",
        "evil.example@127.0.0.1",
        "evil.example:@localhost:80",
        "127.0.0.1:",
        "127.0.0.1:x",
        "localhost:123456",
        "localhost.",
        "::1",
        "127.0.0.1, evil.example",
        "127.0.0.1/evil.example",
    ],
)
def test_what_only_looks_like_this_machine_is_refused(server, host):
    """A Host is one of this machine's names, with a port or none, and nothing else."""
    assert statuses(server, head("GET", f"/v1/sources/{SOURCE}", BEARER, host=host)) == [403]


@pytest.mark.parametrize("second", ["evil.example", "127.0.0.1"])
def test_a_second_host_is_refused(server, second):
    """Two Host headers are no host, even when they agree."""
    for hosts in (("127.0.0.1", second), (second, "127.0.0.1")):
        lines = (BEARER, f"Host: {hosts[1]}")
        request = head("GET", f"/v1/sources/{SOURCE}", *lines, host=hosts[0])
        assert statuses(server, request) == [403]


def test_a_second_key_is_refused(server):
    """Two Authorization headers are no key."""
    lines = (BEARER, "Authorization: Bearer sk_test_other")
    assert statuses(server, head("GET", f"/v1/sources/{SOURCE}", *lines)) == [401]


def test_trailers_change_nothing(server):
    """What follows a chunked body as headers neither lends a key nor a host, nor takes one."""
    trailers = b"0\r\nHost: evil.example\r\n%s\r\nStripe-Version: x\r\n\r\n"
    path = "/v1/customers"
    body = b"6\r\nname=A\r\n" + trailers
    keyless = statuses(server, head("POST", path, CHUNKED), body % BEARER.encode())
    assert keyless == [401]
    keyed = statuses(server, head("POST", path, BEARER, CHUNKED), body % b"Authorization: Basic x")
    assert keyed == [200]


@pytest.mark.parametrize("line", [b"X-%d: " + b"y" * 1000 + b"\r\n", b"y%d" + b"y" * 1000])
def test_trailers_without_end_are_dropped(server, line):
    """However they go on, in lines or in one, they break the connection."""
    request = head("POST", "/v1/customers", BEARER, CHUNKED) + b"6\r\nname=A\r\n0\r\nX: y"
    assert statuses(server, request, *(line % n for n in range(3000))) == []


def test_chunk_extensions_without_end_are_dropped(server):
    """A chunk's own size line is bounded as a header is."""
    request = head("POST", "/v1/customers", BEARER, CHUNKED) + b"6;x="
    assert statuses(server, request, *[b"y" * 1000] * 3000) in ([], [400])


def is_established(server, client):
    """Whether the server still has its end of a connection open."""
    ends = f"0100007F:{server.port:04X} 0100007F:{client.getsockname()[1]:04X} 01"
    return any(ends in row for row in Path("/proc/net/tcp").read_text().splitlines())


def wait_until(condition, seconds=20):
    """Look again and again, up to a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_client_that_does_not_read_is_dropped(monkeypatch):
    """A response that nobody takes is not kept for ever."""
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.5)
    with OfflineServer(customers=4000) as server, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", server.port))
        client.sendall(head("GET", "/_kit/world", BEARER))
        wait_until(lambda: not is_established(server, client))


def test_a_client_that_reads_in_its_own_time_gets_everything(monkeypatch):
    """Reading for longer than the limit is fine as long as it goes on."""
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 2.0)
    with OfflineServer(customers=6000) as server, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.connect(("127.0.0.1", server.port))
        client.sendall(head("GET", "/_kit/world", BEARER, "Connection: close"))
        received, began = 0, time.monotonic()
        while more := client.recv(200_000):
            received += len(more)
            due = began + received / 4_000_000
            wait_until(lambda due=due: time.monotonic() > due)
        assert received > 10_000_000
        assert time.monotonic() - began > 2.5


RACER = """
import sys
from kit.offline import CannotStart, OfflineServer
for db in sys.stdin:
    server = OfflineServer(db=db.strip(), customers=150)
    try:
        server.start()
    except CannotStart as error:
        print(type(error).__name__, error, flush=True)
    else:
        print("serves", flush=True)
    sys.stdin.readline()
    server.close()
    print("closed", flush=True)
"""


def test_of_two_servers_started_at_once_on_one_new_file_one_wins(tmp_path):
    """The other one says that the file is in use, and the account is whole."""
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        for _ in range(2)
    ]
    for number in range(15):
        db = tmp_path / f"{number % 12}.db"  # the last three rounds are on files that exist
        said = []
        for racer in racers:
            racer.stdin.write(f"{db}\n")
        said = [racer.stdout.readline().strip() for racer in racers]
        for racer in racers:
            racer.stdin.write("\n")
        assert [racer.stdout.readline() for racer in racers] == ["closed\n"] * 2
        assert said.count("serves") == 1, said
        other = next(words for words in said if words != "serves")
        assert other.startswith("NotAnAccount"), said
        assert "locked" in other
        assert "close the server that has this one open" in other
        with OfflineServer(db=db) as server:
            assert server.port
    for racer in racers:
        racer.stdin.close()
        racer.wait(30)
        racer.stdout.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"{number}.db" for number in range(12)
    )


HALF = """
import os, sys
from kit.offline import OfflineServer, account

def fill(made):
    whole(made)
    print("filled", flush=True)
    os.kill(os.getpid(), 9)

kind = account.OfflineAccount
whole, kind._fill = kind._fill, fill
OfflineServer(db=sys.argv[1], customers=3000).start()
"""


def test_an_account_that_was_killed_while_it_was_made_is_made_anew(tmp_path, new_client):
    """Half an account is no account: the next start makes a whole one in the same file."""
    db = tmp_path / "account.db"
    killed = subprocess.run(
        [sys.executable, "-c", HALF, str(db)], capture_output=True, text=True, check=False
    )
    assert killed.stdout == "filled\n"
    assert killed.returncode == -9
    with OfflineServer(db=db, customers=3) as server:
        assert new_client(server).practice.state()["customers"] == 3
    assert [path.name for path in tmp_path.iterdir()] == ["account.db"]


def test_a_place_that_cannot_hold_a_file_is_told(tmp_path):
    """A missing folder and a folder in the file's place each say what to do."""
    with pytest.raises(CannotStart, match="folder that exists"):
        OfflineServer(db=tmp_path / "no" / "account.db").start()
    with pytest.raises(CannotStart, match="file in a"):
        OfflineServer(db=tmp_path).start()
    assert not issubclass(CannotStart, NotAnAccount)

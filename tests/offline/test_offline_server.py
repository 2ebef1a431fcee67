"""The server as a guest in a process: its thread, its socket, its end."""

import asyncio
import gc
import logging
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import pytest

from kit.offline import CannotStart, InvalidFault, OfflineServer, PortTaken

SOURCE = "/v1/sources/src_1NfRGv2eZvKYlo2Cv7NAImBL"


def answers(server):
    """Whether it answers."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        connection.request("GET", SOURCE, headers={"Authorization": f"Bearer {server.key}"})
        return connection.getresponse().status == 200
    finally:
        connection.close()


#: Nobody else's threads and files are in a process of its own.
_FIFTY = """
import gc, sys, threading
from http.client import HTTPConnection
from pathlib import Path
from kit.offline import OfflineServer

def held():
    gc.collect()
    return threading.active_count(), len(list(Path("/proc/self/fd").iterdir()))

def asks(server):
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request("GET", "/v1/customers", headers={"Authorization": f"Bearer {server.key}"})
    assert connection.getresponse().status == 200
    connection.close()

OfflineServer(customers=1).start().close()
before = held()
for n in range(50):
    db = Path(sys.argv[1], f"{n}.db") if n % 2 else None
    server = OfflineServer(customers=1, db=db).start()
    if n % 5 == 0:
        asks(server)
    server.close()
assert held() == before, (held(), before)
"""


def test_fifty_accounts_leave_nothing_behind(tmp_path):
    """No thread, no file descriptor and no warning is left of fifty servers."""
    process = run_python(_FIFTY, str(tmp_path))
    _, err = process.communicate(timeout=120)
    assert (process.returncode, but_for_slowness(err)) == (0, "")


def test_close_may_be_called_again_and_before_start():
    """close() is idempotent, and harmless on a server that never ran."""
    server = OfflineServer(customers=1)
    server.close()
    server.start()
    assert server.start() is server
    server.close()
    server.close()
    with pytest.raises(ConnectionError):
        answers(server)


def test_a_forgotten_server_is_closed_by_the_garbage_collector():
    """Dropping the last reference ends the thread."""
    server = OfflineServer(customers=1).start()
    name = f"kit-offline-{server.port}"
    assert name in [thread.name for thread in threading.enumerate()]
    del server
    gc.collect()
    assert name not in [thread.name for thread in threading.enumerate()]


def test_closing_does_not_wait_for_idle_or_held_back_clients(new_client):
    """Open keep-alive connections and answers held back by latency do not delay the end."""
    server = OfflineServer(customers=1, faults={"latency_ms": 60_000}).start()
    idle = socket.create_connection(("127.0.0.1", server.port))
    held = socket.create_connection(("127.0.0.1", server.port))
    held.sendall(
        f"GET {SOURCE} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {server.key}\r\n\r\n".encode()
    )
    new_client(server).practice.state()
    began = time.monotonic()
    server.close()
    assert time.monotonic() - began < 2
    idle.close()
    held.close()


def test_a_taken_port_is_told_clearly():
    """Another listener's port is refused with the port and what to do."""
    with OfflineServer(customers=1) as server:
        with pytest.raises(PortTaken, match=rf"{server.port}.*Choose another port"):
            OfflineServer(port=server.port).start()
        assert answers(server)
    with OfflineServer(port=server.port, customers=1) as again:
        assert answers(again)
    assert issubclass(PortTaken, CannotStart)
    assert issubclass(CannotStart, OSError)


def test_nobody_connects_before_there_is_an_answer(monkeypatch):
    """While a large account is made its port is taken but refuses connections."""
    seen = []

    def opened(server):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=5)
        seen.append(server.port)
        return whole(server)

    whole = OfflineServer._opened
    monkeypatch.setattr(OfflineServer, "_opened", opened)
    with OfflineServer(customers=1) as server:
        assert answers(server)
        assert seen == [server.port]


def test_it_binds_loopback_only():
    """The listening socket is on 127.0.0.1 and nowhere else."""
    with OfflineServer(customers=1) as server:
        port = f"{server.port:04X}"
        rows = Path("/proc/net/tcp").read_text().splitlines()
        listening = [row.split()[1] for row in rows if row.split()[3] == "0A"]
    assert [each for each in listening if each.endswith(":" + port)] == [f"0100007F:{port}"]


def test_it_runs_beside_a_running_event_loop():
    """Inside a coroutine, as in a Jupyter kernel, it starts, answers and closes."""

    async def cell():
        with OfflineServer(customers=1) as server:
            return await asyncio.to_thread(answers, server)

    # In a thread, since the browser of other tests may hold a loop in this one.
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(asyncio.run, cell()).result()


def test_it_leaves_signals_and_logging_alone(capfd):
    """Neither handlers nor loggers of the process change, and nothing is printed."""
    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    loggers = {
        name: (list(logging.getLogger(name).handlers), logging.getLogger(name).level)
        for name in ("", "uvicorn", "uvicorn.error", "uvicorn.access", "asyncio")
    }
    with OfflineServer(customers=1) as server:
        assert answers(server)
        with socket.create_connection(("127.0.0.1", server.port)) as raw:
            raw.sendall(b"NONSENSE\r\n\r\n")
            raw.recv(1000)
        for each, handler in handlers.items():
            assert signal.getsignal(each) is handler
    for name, (kept, level) in loggers.items():
        assert logging.getLogger(name).handlers == kept
        assert logging.getLogger(name).level == level
    assert capfd.readouterr() == ("", "")


def run_python(code, *arguments):
    """A Python of its own that turns warnings into errors."""
    return subprocess.Popen(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def but_for_slowness(err):
    """What a Python said, without what asyncio's development mode says of a busy machine."""
    slow = re.compile(r"Executing <.*> took \d+\.\d+ seconds")
    return "".join(line for line in err.splitlines(True) if not slow.fullmatch(line.strip()))


def test_the_interpreter_ends_cleanly_with_a_server_open():
    """A script that forgets close() ends at once, silently, with success."""
    code = (
        "from kit.offline import OfflineServer\n"
        "server = OfflineServer(customers=1).start()\n"
        "print(server.port)"
    )
    process = run_python(code)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, but_for_slowness(err)) == (0, "")
    assert int(out)


def wait_until_caught(process, number):
    """Wait until the process has a handler of its own for a signal: by default some have none."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        status = Path(f"/proc/{process.pid}/status").read_text()
        caught = int(status.partition("SigCgt:")[2].split()[0], 16)
        if caught >> (number - 1) & 1:
            return
        time.sleep(0.01)
    raise AssertionError(f"Signal {number} was never caught.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serving_in_the_foreground_ends_cleanly_on_a_signal(number):
    """SIGINT and SIGTERM end serve_forever() with success and without a word."""
    code = (
        "from kit.offline import OfflineServer\n"
        "server = OfflineServer(customers=1).start()\n"
        "print(server.port, flush=True)\n"
        "server.serve_forever()\n"
        "print('closed')"
    )
    process = run_python(code)
    port = int(process.stdout.readline())
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    connection.getresponse().read()
    wait_until_caught(process, signal.SIGTERM)  # the last that serve_forever() sees to
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    connection.close()
    assert (process.returncode, out, but_for_slowness(err)) == (0, "closed\n", "")


def test_an_unknown_fault_is_refused_before_anything_starts():
    """A misspelt setting is told at once, with the nearest one."""
    with pytest.raises(InvalidFault, match=r"latency.*Did you mean latency_ms"):
        OfflineServer(faults={"latency": 5})


def test_a_client_that_comes_as_it_stops_leaves_nothing_open():
    """Whoever connects in the very moment of closing is let go too; no transport stays."""
    for _ in range(30):
        with OfflineServer(customers=1) as server:
            clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(3)]
        for client in clients:
            client.close()
    gc.collect()  # what was left open warns now, and a warning is an error

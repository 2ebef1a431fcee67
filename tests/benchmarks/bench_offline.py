"""The offline account against localstripe, in one run: attaches and retrievals a second.

    python tests/benchmarks/bench_offline.py [--sources 1000000] [--customers 100000] [--count 400]

localstripe is put into a virtual environment of its own (from PyPI, `--peer` keeps it for
the next run). Both servers run in a process of their own, the offline account on a file
with durable writes; the clients speak raw HTTP over keep-alive connections. `--sources`
is the size up to which the cost per request is compared with that at 1,000 sources.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import venv
from pathlib import Path
from urllib.parse import quote, unquote

THREADS = (1, 8)
ROUNDS = 3
KEY = "sk_test_benchmark"
LARGE = (
    "/v1/customers?limit=100",
    "/v1/customers?limit=100&expand[]=data.sources",
    "/v1/events?limit=100",
    *(
        "/v1/customers/search?limit=100&query=" + quote(query)
        for query in (
            'name~"ros"',
            'email~"example"',
            'name~"no such name"',
            'email:"rosa.rossi@example.com"',
            'metadata["plan"]:"pro" AND -phone:null',
            'name~"zzz" OR email~"sim"',
            "created<1600000000",
        )
    ),
)
OURS = """
import sys
from kit.offline import OfflineServer
server = OfflineServer(port=int(sys.argv[1]), db=sys.argv[2], customers=int(sys.argv[3]))
server.serve_forever()
"""


class Connection:
    """One keep-alive connection, as lean as a client can be."""

    def __init__(self, port):
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = (
            f" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {KEY}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        ).encode()

    def request(self, method, path, form=b""):
        """A request's bytes."""
        return b"%s %s%s%d\r\n\r\n%s" % (method, path.encode(), self._head, len(form), form)

    def send(self, request):
        """The body of the answer, which must be a success."""
        self._socket.sendall(request)
        answer = self._socket.recv(65536)
        while (end := answer.find(b"\r\n\r\n") + 4) == 3:
            answer += self._socket.recv(65536)
        at = answer[:end].lower().index(b"content-length: ") + 16
        length = int(answer[at : answer.index(b"\r", at)])
        while len(answer) < end + length:
            answer += self._socket.recv(65536)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{request[:80]!r} was answered with {answer[:300]!r}")
        return answer[end:]

    def ask(self, method, path, form=b""):
        """The decoded answer to one request."""
        return json.loads(self.send(self.request(method, path, form)))

    def close(self):
        """Hang up."""
        self._socket.close()


class Server:
    """A server in a process of its own, stopped at the end of the `with` block."""

    def __init__(self, name, command, port, cwd):
        self.name, self.port = name, port
        self._process = subprocess.Popen(
            command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def __enter__(self):
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            try:
                connection = Connection(self.port)
                connection.ask(b"GET", "/v1/customers?limit=1")
                connection.close()
            except OSError:
                if self._process.poll() is not None:
                    raise SystemExit(f"{self.name} ended with {self._process.returncode}") from None
                time.sleep(0.1)
            else:
                return self
        raise SystemExit(f"{self.name} did not start")

    def __exit__(self, *exception):
        self._process.terminate()
        self._process.wait(30)

    def cpu_seconds(self):
        """The processor time it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def megabytes(self):
        """The memory it holds."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rate(port, threads, jobs):
    """Jobs a second, shared among threads with a connection each."""
    connections = [Connection(port) for _ in range(threads)]
    shares = [
        [connection.request(*job) for job in jobs[place::threads]]
        for place, connection in enumerate(connections)
    ]
    barrier = threading.Barrier(threads + 1)

    def work(connection, share):
        barrier.wait()
        for request in share:
            connection.send(request)
        barrier.wait()

    workers = [
        threading.Thread(target=work, args=pair) for pair in zip(connections, shares, strict=True)
    ]
    for worker in workers:
        worker.start()
    barrier.wait()
    began = time.perf_counter()
    barrier.wait()
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join()
    for connection in connections:
        connection.close()
    return len(jobs) / seconds


def measured(server, count):
    """Attaches and retrievals at each number of threads: a second, and a second of its CPU."""
    connection = Connection(server.port)
    rates = {}
    for threads in THREADS:
        customers = [
            connection.ask(b"POST", "/v1/customers", b"email=a@example.com")["id"] for _ in range(8)
        ]
        form = b"type=card&currency=usd&owner[email]=a@example.com"
        sources = [connection.ask(b"POST", "/v1/sources", form)["id"] for _ in range(count)]
        attaches = [
            (b"POST", f"/v1/customers/{customers[n % 8]}/sources", b"source=" + source.encode())
            for n, source in enumerate(sources)
        ]
        reads = [(b"GET", f"/v1/sources/{source}") for source in sources] * 10
        for what, jobs in (("attaches", attaches), ("retrievals", reads)):
            used = server.cpu_seconds()
            a_second = rate(server.port, threads, jobs)
            cpu = max(server.cpu_seconds() - used, 0.01)
            rates[what, threads] = (a_second, len(jobs) / cpu)
    connection.close()
    return rates


def peer_python(folder):
    """A Python that has localstripe, in a virtual environment of its own."""
    python = folder / "bin" / "python"
    if not python.exists():
        print("Installing localstripe into a virtual environment of its own ...", flush=True)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "localstripe"], check=True)
    return python


def compare(peer, count):
    """Print what both reach, and the ratios: the best of some rounds, turn and turn about."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        command = [peer_python(peer), "-m", "localstripe", "--from-scratch", "--port", str(port)]
        with Server("localstripe", command, port, folder) as theirs, ours(folder, 200) as mine:
            rounds = [(measured(theirs, count), measured(mine, count)) for _ in range(ROUNDS)]
            memory = theirs.megabytes(), mine.megabytes()
    print(
        f"\n{'best of ' + str(ROUNDS):24}{'localstripe':>14}{'offline account':>18}{'ratio':>9}"
        f"{'by CPU time':>14}  wanted"
    )
    for what, threads in rounds[0][0]:
        (theirs_a_second, their_cpu), (a_second, cpu) = (
            tuple(max(values) for values in zip(*(run[what, threads] for run in runs), strict=True))
            for runs in zip(*rounds, strict=True)
        )
        name = f"{what} a second, {threads} thr."
        wanted = 10 if what == "attaches" else 2
        print(
            f"{name:27}{theirs_a_second:11,.0f}{a_second:18,.0f}"
            f"{a_second / theirs_a_second:8.1f}x{cpu / their_cpu:13.1f}x  {wanted}x"
        )
    print(f"{'memory, MB':24}{memory[0]:14,.0f}{memory[1]:18,.0f}")


def ours(folder, customers):
    """The offline account on a new file."""
    port, db = free_port(), Path(folder) / f"{customers}.db"
    command = [sys.executable, "-c", OURS, str(port), str(db), str(customers)]
    return Server("the offline account", command, port, Path(__file__).parents[2])


def flat(most):
    """Print the cost of one request from 1,000 sources up to ``most``."""
    print(f"\n{'sources':>12}{'ms an attach':>16}{'ms a retrieval':>16}{'ms a page':>12}{'MB':>8}")
    costs = {}
    sizes = [size for size in (1_000, 10_000, 100_000, 1_000_000) if size <= most]
    for size in sizes:
        with (
            tempfile.TemporaryDirectory() as folder,
            ours(folder, max(1, size // 3)) as server,
        ):
            runs = [one_thread(server) for _ in range(3)]
            costs[size] = {what: min(run[what] for run in runs) for what in runs[0]}
            row = "".join(f"{1000 * cost:16.3f}" for cost in costs[size].values())
            print(f"{size:12,}{row}{server.megabytes():8,.0f}", flush=True)
    for what in costs[sizes[0]]:
        ratio = costs[sizes[-1]][what] / costs[sizes[0]][what]
        print(f"{what}: {ratio:.2f}x from {sizes[0]:,} to {sizes[-1]:,} sources (wanted 1.5x)")


def one_thread(server):
    """Seconds for each kind of request, one after the other, all over the account."""
    connection = Connection(server.port)
    page = connection.ask(b"GET", "/v1/customers?limit=100")["data"]
    customers = [each["id"] for each in page]
    form = b"type=card&owner[email]=a@example.com"
    sources = [connection.ask(b"POST", "/v1/sources", form)["id"] for _ in range(1000)]
    connection.close()
    attaches = [
        (b"POST", f"/v1/customers/{customers[n % 100]}/sources", b"source=" + source.encode())
        for n, source in enumerate(sources)
    ]
    reads = [(b"GET", f"/v1/sources/{source}") for source in sources]
    pages = [(b"GET", "/v1/customers?limit=10&starting_after=" + each) for each in customers] * 5
    return {
        "attach": 1 / rate(server.port, 1, attaches),
        "retrieval": 1 / rate(server.port, 1, reads),
        "page": 1 / rate(server.port, 1, pages),
    }


def large(customers):
    """Print how long a large account takes to make, and to answer."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with ours(folder, customers) as server:
            print(f"\n{customers:,} customers made in {time.perf_counter() - began:.1f} s")
            connection = Connection(server.port)
            for path in LARGE:
                request = connection.request(b"GET", path)
                times = []
                for _ in range(5):
                    asked = time.perf_counter()
                    connection.send(request)
                    times.append(time.perf_counter() - asked)
                worst, best = 1000 * max(times), 1000 * min(times)
                print(f"{worst:7.1f} ms at first, {best:5.1f} at best (wanted 50)  {unquote(path)}")
            connection.close()


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=1_000_000)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument(
        "--peer", type=Path, default=Path(tempfile.gettempdir()) / "kit-bench-localstripe"
    )
    arguments = parser.parse_args()
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    compare(arguments.peer, arguments.count)
    large(arguments.customers)
    flat(arguments.sources)


if __name__ == "__main__":
    main()

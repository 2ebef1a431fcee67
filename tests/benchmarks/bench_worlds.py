"""How long a practice world takes to make: processor seconds, rows, megabytes.

    python tests/benchmarks/bench_worlds.py [--customers 100000] [world ...]

Each world is made in a process of its own, in memory. Wanted: 100,000 customers in under 40
seconds of processor time.
"""

import argparse
import json
import subprocess
import sys

from kit.offline import NAMED_WORLDS

MAKE = """
import json, resource, sys, time
from kit.offline.protocol.messages import API_VERSION
from kit.offline.storage.database import Database
from kit.offline.storage.repository import Repository
from kit.offline.worlds.calm_people import START
from kit.offline.worlds.named import find_world
name, customers = sys.argv[1], int(sys.argv[2])
repository = Repository(Database(), seed=0, now=START, api_version=API_VERSION)
began = time.process_time()
with repository.transaction():
    find_world(name).fill(repository, customers)
seconds = time.process_time() - began
counts = {table: repository.count(table) for table in ("customers", "sources", "events")}
megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "megabytes": megabytes, **counts}))
"""

WANTED = 40


def main():
    """Make each world, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("worlds", nargs="*", default=["calm", "spring", "migration"])
    parser.add_argument("--customers", type=int, default=100_000)
    arguments = parser.parse_args()
    print(f"{'world':12}{'customers':>12}{'sources':>12}{'events':>12}{'MB':>8}{'CPU s':>8}")
    for world in arguments.worlds:
        command = [sys.executable, "-c", MAKE, world, str(arguments.customers)]
        made = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        counts = "".join(f"{made[table]:12,}" for table in ("customers", "sources", "events"))
        print(f"{world:12}{counts}{made['megabytes']:8,.0f}{made['seconds']:8.1f}", flush=True)
    print(f"Wanted: under {WANTED} s for 100,000 customers. Worlds: {', '.join(NAMED_WORLDS)}")


if __name__ == "__main__":
    main()

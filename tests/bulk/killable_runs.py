"""A process that runs attach_many in children which may be killed at any moment.

Started once, because importing the kit takes longer than most of the runs. Each line on
stdin starts one run: pairs, journal and where to put the outcomes, as JSON. Answers the
child's process id, and when the child has ended how it did.
"""

import json
import os
import sys

import kit


def main(api_base: str) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            run(api_base, order)
        print(child, flush=True)  # noqa: T201  # the test reads it
        print(os.waitpid(child, 0)[1], flush=True)  # noqa: T201  # the same


def run(api_base: str, order: dict[str, str]) -> None:
    code = 1
    try:
        with kit.connect("sk_test_chaos", api_base=api_base) as account:
            frame = account.attach_many(
                order["pairs"], journal=order["journal"], progress=False, metadata={"run": "chaos"}
            )
            frame.to_parquet(order["outcomes"])
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1])

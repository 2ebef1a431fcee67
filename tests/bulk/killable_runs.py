"""A process that runs attach_many in children which may be killed at any moment.

Started once, because importing the kit takes longer than most of the runs. Each line on
stdin starts one run: the account's address, pairs, journal and where to put the outcomes, as
JSON; "hasty" if it is to give up in moments what it else tries for minutes. Answers the
child's process id, and when the child has ended how it did.
"""

import json
import os
import sys

from hasty import HASTY

import kit
from kit.bulk import rate_limiter
from kit.bulk.attach_many import attach_many
from kit.gateway.stripe_api import StripeApi


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            run(order)
        print(child, flush=True)  # noqa: T201  # the test reads it
        print(os.waitpid(child, 0)[1], flush=True)  # noqa: T201  # the same


def run(order: dict[str, str]) -> None:
    code = 1
    try:
        attach = attach_hastily if "hasty" in order else attach_as_users_do
        attach(order).to_parquet(order["outcomes"])
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def attach_as_users_do(order: dict[str, str]):
    with kit.connect("sk_test_chaos", api_base=order["api_base"]) as account:
        return account.attach_many(
            order["pairs"], journal=order["journal"], progress=False, metadata={"run": "chaos"}
        )


def attach_hastily(order: dict[str, str]):
    rate_limiter.REQUESTS_PER_SECOND_PER_ENDPOINT = 2000  # nobody looks for a limit here
    return attach_many(
        StripeApi("sk_test_chaos", order["api_base"], timeout=5),
        order["pairs"],
        mode="test",
        salt=order["salt"],
        journal=order["journal"],
        metadata={"run": "chaos"},
        progress=False,
        retry_policy=HASTY,
    )


if __name__ == "__main__":
    main()

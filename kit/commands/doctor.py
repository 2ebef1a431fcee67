"""The command that looks at everything a kit needs, and says what to do about what it lacks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kit.commands.finding import Finding, is_well, print_findings
from kit.commands.printing import example, json_option

__all__ = ["doctor"]


@click.command(epilog=example("kit doctor"))
@click.option("--api-base", help="Ask here instead of api.stripe.com.")
@click.option("--live-api-base", help="The same for a live key, which goes nowhere else.")
@json_option
def doctor(*, api_base: str | None, live_api_base: str | None, as_json: bool) -> None:
    """Check what the kit needs, and say what to do.

    Python, packages, browser, key, network and clock. Nothing is changed. The key in
    STRIPE_API_KEY is used to read one object of each kind, to see what it may. Ends with 1
    when something keeps the kit from working.
    """
    findings = list(_findings(api_base, live_api_base))
    print_findings(findings, as_json=as_json)
    sys.exit(0 if is_well(findings) else 1)


def _findings(api_base: str | None, live_api_base: str | None) -> Iterator[Finding]:
    from kit.commands.doctor_machine import machine_findings
    from kit.commands.doctor_stripe import stripe_findings

    yield from machine_findings(Path.cwd())
    yield from stripe_findings(api_base, live_api_base)

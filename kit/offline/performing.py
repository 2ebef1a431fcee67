"""Doing what a call asks: all of it or nothing, and remembering the answer with the work."""

from __future__ import annotations

from typing import Any, NamedTuple

import orjson

from kit.offline import refusals
from kit.offline.calls import Call, Route
from kit.offline.clock import run_due
from kit.offline.expand import expanded
from kit.offline.http_request import Reply
from kit.offline.idempotency import Keyed, remember
from kit.offline.refusals import Refused

__all__ = ["Job", "perform", "refusal"]


class Job(NamedTuple):
    """A call on its route, under an idempotency key or none, with what is to go wrong."""

    route: Route
    call: Call
    keyed: Keyed | None
    fault: str


def refusal(refused: Refused, request_id: str, now: int) -> Reply:
    """A refusal as it goes back."""
    body = orjson.dumps(refused.envelope(request_id, now))
    return Reply(refused.status, body, refused.headers)


def perform(job: Job) -> Reply:
    """The answer; Refused when nothing was done and nothing is remembered."""
    world = job.call.world
    if world.first_timer(world.now) is not None:
        with world.writing():
            run_due(world)
    if not job.route.writes:
        if job.fault in ("error_before", "error_after"):
            raise refusals.unknown_error()
        return _answer(job)
    try:
        with world.writing():
            return _remembering(job, _written(job))
    except Refused as refused:
        if job.keyed is None or not refused.stored:
            raise
        with world.writing():
            return _remembering(job, _refusal(job, refused))


def _written(job: Job) -> Reply:
    if job.fault == "error_before":
        raise refusals.unknown_error()
    try:
        reply = _answer(job)
    except Refused as refused:
        if not refused.commits:
            raise
        reply = _refusal(job, refused)
    if job.fault == "error_after":
        return _refusal(job, refusals.unknown_error())
    return reply


def _answer(job: Job) -> Reply:
    answer: dict[str, Any] | bytes = job.route.answer(job.call)
    if isinstance(answer, bytes):
        return Reply(200, answer)
    return Reply(200, orjson.dumps(expanded(job.call, answer)))


def _refusal(job: Job, refused: Refused) -> Reply:
    return refusal(refused, job.call.cause.request_id or "", job.call.world.now)


def _remembering(job: Job, reply: Reply) -> Reply:
    if job.keyed is not None:
        request_id = job.call.cause.request_id or ""
        remember(job.call.world, job.keyed, request_id, reply.status, reply.body)
    return reply

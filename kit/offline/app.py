"""From a request to its one answer: who may ask, what goes wrong on the way, what is done."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING, Final

from kit.offline import refusals
from kit.offline.calls import Call, Route
from kit.offline.http_request import Reply, Request
from kit.offline.idempotency import Keyed, remembered
from kit.offline.keys import is_secret, key_of
from kit.offline.parameters import checked
from kit.offline.performing import Job, perform, refusal
from kit.offline.practice_routes import practice_routes
from kit.offline.refusals import Refused
from kit.offline.routes import STRIPE_ROUTES, Routes
from kit.offline.world import API_VERSION, Cause

if TYPE_CHECKING:
    from kit.offline.service import Service

__all__ = ["App"]

_log: Final = logging.getLogger("kit.offline")
_log.addHandler(logging.NullHandler())

_VERSION: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}(\.[a-z_]+)?(;[ -~]*)?")


class _Cut(Exception):
    """The connection is to break."""


class App:
    """Answers for one service, in the event loop's thread.

    Only held-back answers overlap: each call's own work runs in one go.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._routes = Routes((*STRIPE_ROUTES, *practice_routes(service)))
        self._under_way = 0
        self._keys_in_use: set[str] = set()
        self._locked: set[str] = set()

    @property
    def may_wait(self) -> bool:
        """Whether an answer may be held back at present."""
        return self._service.faults.active

    async def answer(self, request: Request) -> Reply | None:
        """The reply to one request; None where the connection is to break."""
        self._under_way += 1
        try:
            reply = await self._reply(request)
        except _Cut:
            reply = None
        finally:
            self._under_way -= 1
        await _hold(request)
        return reply

    async def _reply(self, request: Request) -> Reply:
        """An answer to whatever came."""
        headers = {}
        request_id = ""
        if not request.path.startswith("/_kit/"):
            request_id = self._service.next_request_id()
            headers["Request-Id"] = request_id
        try:
            request.check_host()
            headers["Stripe-Version"] = version = _version(request)
            reply = await self._answer(request, request_id, version)
        except Refused as refused:
            reply = self._refusal(refused, request_id)
        except _Cut:
            raise
        except Exception:  # noqa: BLE001 - whatever fails, the client gets an answer
            _log.exception("A request of the offline account failed")
            reply = self._refusal(refusals.unknown_error(), request_id)
        reply.headers = {**headers, **reply.headers}
        return reply

    def too_large(self, request: Request) -> Reply:
        """The refusal of a body over its limit."""
        return self._refusal(refusals.body_too_large(request.body_limit))

    def unreadable(self) -> Reply:
        """The refusal of what is no HTTP."""
        return self._refusal(refusals.not_http())

    def _refusal(self, refused: Refused, request_id: str = "") -> Reply:
        return refusal(refused, request_id, self._service.world.now)

    async def _answer(self, request: Request, request_id: str, version: str) -> Reply:
        route, ids, secret = self._route(request)
        fault = "none"
        if not route.practice and self._service.faults.concerns(route):
            fault = self._meet_faults(request, route)
        params = checked(request.form() if not route.raw else {}, route.parameters)
        key = request.headers.get("idempotency-key") if route.keyed else None
        cause = Cause(request_id, key)
        body = request.body if route.raw else b""
        call = Call(self._service.world, ids, params, cause, version, secret, body)
        job = Job(route, call, None, fault)
        if key is None:
            return await self._in_turn(request, job)
        keyed = Keyed.of(key, request.path, params)
        reply = await self._keyed(request, job._replace(keyed=keyed), keyed)
        reply.headers["Idempotency-Key"] = key
        return reply

    def _route(self, request: Request) -> tuple[Route, tuple[str, ...], bool]:
        """The route, the ids in its path, and whether the key is a secret one."""
        key = key_of(request.headers.get("authorization"))
        found = self._routes.find(request.method, request.path)
        if found is None:
            if key is None:
                raise refusals.no_key()
            raise refusals.unrecognized_url(request.method, request.path)
        route, ids = found
        return route, ids, is_secret(key, route)

    def _meet_faults(self, request: Request, route: Route) -> str:
        """What is to go wrong with this request; what goes wrong at the door does at once."""
        faults = self._service.faults
        now = asyncio.get_running_loop().time()
        request.answer_at = now + faults.seconds()
        faults.admit(route, now, self._under_way - 1)
        fault = faults.next_fault()
        if fault == "rate_limited":
            raise refusals.rate_limited("global-rate")
        if fault == "lock_timeout":
            raise refusals.locked()
        if fault == "cut_before":
            raise _Cut
        return fault

    async def _keyed(self, request: Request, job: Job, keyed: Keyed) -> Reply:
        """The first answer to this key, remembered or made now."""
        if keyed.key in self._keys_in_use or job.fault == "key_in_use":
            raise refusals.key_in_use(keyed.key)
        first = remembered(job.call.world, keyed)
        if first is not None:
            headers = {"Original-Request": first.request_id, "Idempotent-Replayed": "true"}
            return Reply(first.status, first.body, headers)
        self._keys_in_use.add(keyed.key)
        try:
            reply = await self._in_turn(request, job)
        finally:
            self._keys_in_use.discard(keyed.key)
        reply.headers["Original-Request"] = job.call.cause.request_id or ""
        return reply

    async def _in_turn(self, request: Request, job: Job) -> Reply:
        """Do the job, once its time has come and while nobody else has its object."""
        if not self.may_wait:
            return self._done(job)
        wanted = job.call.ids[:1] if self._service.faults.plan.lock_customers else ()
        locked = set(wanted) if job.route.writes else set()
        if locked & self._locked:
            raise refusals.locked()
        self._locked |= locked
        try:
            await _hold(request)
            return self._done(job)
        finally:
            self._locked -= locked

    def _done(self, job: Job) -> Reply:
        reply = perform(job)
        if job.fault == "cut_after":
            raise _Cut
        return reply


def _version(request: Request) -> str:
    version = request.headers.get("stripe-version")
    if version is None:
        return API_VERSION
    if not _VERSION.fullmatch(version):
        raise refusals.invalid_version(version)
    return version


async def _hold(request: Request) -> None:
    """Wait until the answer may go out."""
    if request.answer_at:
        await asyncio.sleep(max(0.0, request.answer_at - asyncio.get_running_loop().time()))

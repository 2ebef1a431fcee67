"""From a request to its one answer: who may ask, what goes wrong on the way, what is done."""

from __future__ import annotations

import asyncio
import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import orjson

from kit.offline import refusals
from kit.offline.calls import Call, Route
from kit.offline.clock import run_due
from kit.offline.expand import expanded
from kit.offline.http_request import Reply, Request
from kit.offline.idempotency import Keyed, remember, remembered
from kit.offline.keys import is_secret, key_of
from kit.offline.parameters import checked
from kit.offline.practice_routes import practice_routes
from kit.offline.refusals import Refused
from kit.offline.routes import STRIPE_ROUTES, Routes
from kit.offline.world import API_VERSION, Cause

if TYPE_CHECKING:
    from collections.abc import Iterator

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
        envelope = refused.envelope(request_id, self._service.world.now)
        return Reply(refused.status, orjson.dumps(envelope), refused.headers)

    async def _answer(self, request: Request, request_id: str, version: str) -> Reply:
        route, ids, secret = self._route(request)
        fault = "none"
        if not route.practice and self._service.faults.concerns(route):
            fault = self._meet_faults(request, route)
        params = checked(request.form() if not route.raw else {}, route.parameters)
        key = request.headers.get("idempotency-key") if route.keyed else None
        call = Call(
            self._service.world,
            ids,
            params,
            Cause(request_id, key),
            version,
            secret,
            request.body if route.raw else b"",
        )
        if key is None:
            with self._locking(route, ids):
                await _hold(request)
                return self._work(route, call, None, fault)
        keyed = Keyed.of(key, request.path, params)
        reply = await self._keyed_answer(request, route, call, keyed, fault)
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

    async def _keyed_answer(
        self, request: Request, route: Route, call: Call, keyed: Keyed, fault: str
    ) -> Reply:
        """The first answer to this key, remembered or made now."""
        if keyed.key in self._keys_in_use or fault == "key_in_use":
            raise refusals.key_in_use(keyed.key)
        first = remembered(call.world, keyed)
        if first is not None:
            headers = {"Original-Request": first.request_id, "Idempotent-Replayed": "true"}
            return Reply(first.status, first.body, headers)
        self._keys_in_use.add(keyed.key)
        try:
            with self._locking(route, call.ids):
                await _hold(request)
                reply = self._work(route, call, keyed, fault)
        finally:
            self._keys_in_use.discard(keyed.key)
        reply.headers["Original-Request"] = call.cause.request_id or ""
        return reply

    @contextmanager
    def _locking(self, route: Route, ids: tuple[str, ...]) -> Iterator[None]:
        """Hold the object that is written to, if the faults ask for locks."""
        if not (self._service.faults.plan.lock_customers and route.writes and ids):
            yield
            return
        if ids[0] in self._locked:
            raise refusals.locked()
        self._locked.add(ids[0])
        try:
            yield
        finally:
            self._locked.discard(ids[0])

    def _work(self, route: Route, call: Call, keyed: Keyed | None, fault: str) -> Reply:
        """Do it, all or nothing, and remember the answer in the same transaction."""
        world = call.world
        if world.first_timer(world.now) is not None:
            with world.writing():
                run_due(world)
        if not route.writes:
            if fault in ("error_before", "error_after"):
                raise refusals.unknown_error()
            return _after(fault, Reply(200, _encoded(route.answer(call), call)))
        try:
            with world.writing():
                reply = self._written(route, call, keyed, fault)
        except Refused as refused:
            if keyed is None or not refused.stored:
                raise
            reply = self._refusal(refused, call.cause.request_id or "")
            with world.writing():
                remember(world, keyed, call.cause.request_id or "", reply.status, reply.body)
        return _after(fault, reply)

    def _written(self, route: Route, call: Call, keyed: Keyed | None, fault: str) -> Reply:
        if fault == "error_before":
            raise refusals.unknown_error()
        try:
            reply = Reply(200, _encoded(route.answer(call), call))
        except Refused as refused:
            if not refused.commits:
                raise
            reply = self._refusal(refused, call.cause.request_id or "")
        if fault == "error_after":
            reply = self._refusal(refusals.unknown_error(), call.cause.request_id or "")
        if keyed is not None:
            request_id = call.cause.request_id or ""
            remember(call.world, keyed, request_id, reply.status, reply.body)
        return reply


def _after(fault: str, reply: Reply) -> Reply:
    if fault == "cut_after":
        raise _Cut
    return reply


def _encoded(answer: dict[str, Any] | bytes, call: Call) -> bytes:
    if isinstance(answer, bytes):
        return answer
    return orjson.dumps(expanded(call, answer))


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

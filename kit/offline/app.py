"""The ASGI application: from a request to its one response.

Who may ask, what goes wrong on the way, what is done, and what is saved with the work.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from email.utils import formatdate
from typing import Final, NamedTuple

import orjson

from kit.offline.account import OfflineAccount
from kit.offline.errors import ApiError
from kit.offline.protocol import request_errors
from kit.offline.protocol.idempotent_requests import IdempotentRequest
from kit.offline.protocol.messages import (
    CUT_EXTENSION,
    ClientDisconnect,
    Receive,
    Request,
    RequestContext,
    Response,
    Scope,
    Send,
)
from kit.offline.protocol.params import checked_params
from kit.offline.protocol.routing import Call, Route, Router
from kit.offline.resources.expand import expanded
from kit.offline.resources.lifecycle import run_due
from kit.offline.webhooks.dispatcher import WebhookDispatcher

__all__ = ["App"]

#: Conflict and over a limit: of these no answer with the header was recorded.
_WORTH_A_RETRY: Final = (409, 429)

_log: Final = logging.getLogger("kit.offline")
_log.addHandler(logging.NullHandler())


class _Cut(Exception):
    """The connection is to break."""


class _Admitted(NamedTuple):
    """What may be done: the route, the ids in the path, whether the key is a secret one."""

    route: Route
    ids: tuple[str, ...]
    secret: bool


class _Dispatch(NamedTuple):
    """A call on its route, under an idempotency key or none, with what is to go wrong."""

    route: Route
    call: Call
    keyed: IdempotentRequest | None
    fault: str

    @property
    def request_id(self) -> str:
        return self.call.context.request_id or ""

    def perform(self) -> Response:
        """Do all of it or nothing, and save the response to a key together with the work.

        ApiError when nothing was done and nothing is saved.
        """
        repository = self.call.repository
        if repository.timers.first(repository.now) is not None:
            with repository.transaction():
                run_due(repository)
        if not self.route.writes:
            if self.fault in ("error_before", "error_after"):
                raise request_errors.unknown_error()
            return self._handled()
        try:
            with repository.transaction():
                return self._saved(self._written())
        except ApiError as error:
            if self.keyed is None or not error.stored:
                raise
            with repository.transaction():
                return self._saved(self._refusing(error))

    def _written(self) -> Response:
        if self.fault == "error_before":
            raise request_errors.unknown_error()
        try:
            response = self._handled()
        except ApiError as error:
            if not error.commits:
                raise
            response = self._refusing(error)
        if self.fault == "error_after":
            return self._refusing(request_errors.unknown_error())
        return response

    def _handled(self) -> Response:
        result = self.route.handler(self.call)
        if isinstance(result, bytes):
            return Response(200, result)
        if self.call.shows_more:
            result = expanded(self.call, result)
        return Response(200, orjson.dumps(result))

    def _refusing(self, error: ApiError) -> Response:
        return Response.refusing(error, self.request_id)

    def _saved(self, response: Response) -> Response:
        if self.keyed is not None:
            self.keyed.save(self.call.repository, self.request_id, response)
        return response


class App:
    """Answers for one account, in the event loop's thread.

    Only held-back responses overlap: each call's own work runs in one go.
    """

    def __init__(
        self, account: OfflineAccount, routes: Iterable[Route], dispatcher: WebhookDispatcher
    ) -> None:
        self._account = account
        self._dispatcher = dispatcher
        self._router = Router(routes)
        self._under_way = 0
        self._keys_in_use: set[str] = set()
        self._locked: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or break its connection."""
        request = Request.of(scope)
        self._under_way += 1
        try:
            response = await self._respond(request, receive)
        except _Cut:
            response = None
        except ClientDisconnect:
            return
        finally:
            self._under_way -= 1
        if self._account.repository.webhooks.endpoints:
            self._dispatcher.wake()
        await _hold(request)
        if response is not None:
            await response.send(send)
            return
        scope["extensions"][CUT_EXTENSION]["abort"]()
        while (await receive())["type"] != "http.disconnect":
            pass

    def unreadable(self) -> bytes:
        """The body that answers what is no HTTP."""
        return self._refusing(request_errors.not_http(), "").body

    async def _respond(self, request: Request, receive: Receive) -> Response:
        """A response to whatever came."""
        headers: dict[str, str] = {}
        request_id = ""
        if not request.path.startswith("/_kit/"):
            request_id = self._account.repository.next_request_id()
            # By the account's own clock, as everything here.
            headers["Date"] = formatdate(self._account.repository.now, usegmt=True)
            headers["Request-Id"] = request_id
        try:
            request.check_host()
            headers["Stripe-Version"] = version = request.version(self._account.api_version)
            admitted = self._admitted(request)
            await request.read_body(receive, admitted.route.max_body)
            if admitted.route.settled:
                await self._dispatcher.idle()
            fault = self._met_fault(request, admitted.route)
            dispatch = self._dispatch(request, admitted, request_id, version, fault)
            response = await self._by_key(request, dispatch)
        except ApiError as error:
            response = self._refusing(error, request_id)
        except (_Cut, ClientDisconnect):
            raise
        except Exception:  # noqa: BLE001 - whatever fails, the client gets a response
            _log.exception("A request of the offline account failed")
            response = self._refusing(request_errors.unknown_error(), request_id)
        if request.method == "POST" and response.status not in _WORTH_A_RETRY:
            headers["Stripe-Should-Retry"] = "false"  # 200s too, and no GET [REC]
        response.headers = {**headers, **response.headers}
        if self._account.pretty:
            response.indent()
        return response

    def _refusing(self, error: ApiError, request_id: str) -> Response:
        return Response.refusing(error, request_id)

    def _admitted(self, request: Request) -> _Admitted:
        """Who asks for what: ApiError for a wrong key and for an unknown address."""
        key = request.api_key()
        found = self._router.find(request.method, request.path)
        if found is None:
            if key is None:
                raise request_errors.no_key()
            raise request_errors.unrecognized_url(request.method, request.path)
        route, ids = found
        secret = route.is_secret(key)
        request.check_account(key or "")
        return _Admitted(route, ids, secret)

    def _met_fault(self, request: Request, route: Route) -> str:
        """What is to go wrong with this request; what goes wrong at the door does at once."""
        faults = self._account.faults
        if route.control or not faults.active or not faults.concerns(route):
            return "none"
        now = asyncio.get_running_loop().time()
        request.respond_at = now + faults.seconds()
        faults.admit(route, now, self._under_way - 1)
        fault = faults.next_fault()
        if fault == "rate_limited":
            raise request_errors.rate_limited("global-rate")
        if fault == "lock_timeout":
            raise request_errors.locked()
        if fault == "cut_before":
            raise _Cut
        return fault

    def _dispatch(
        self, request: Request, admitted: _Admitted, request_id: str, version: str, fault: str
    ) -> _Dispatch:
        """The call that a request makes, its parameters checked."""
        route, ids, secret = admitted
        params = checked_params({} if route.raw else request.params(), route.parameters)
        key = request.headers.get("idempotency-key") if route.keyed else None
        context = RequestContext(request_id, key)
        body = request.body if route.raw else b""
        call = Call(self._account.repository, ids, params, context, version, secret, body)
        keyed = None if key is None else IdempotentRequest.of(key, request.path, params)
        return _Dispatch(route, call, keyed, fault)

    async def _by_key(self, request: Request, dispatch: _Dispatch) -> Response:
        """The first response to an idempotency key, saved or made now."""
        keyed = dispatch.keyed
        if keyed is None:
            return await self._in_turn(request, dispatch)
        if keyed.key in self._keys_in_use or dispatch.fault == "key_in_use":
            raise request_errors.key_in_use(keyed.key)
        response = keyed.replay(self._account.repository)
        if response is None:
            self._keys_in_use.add(keyed.key)
            try:
                response = await self._in_turn(request, dispatch)
            finally:
                self._keys_in_use.discard(keyed.key)
            response.headers["Original-Request"] = dispatch.request_id
        response.headers["Idempotency-Key"] = keyed.key
        return response

    async def _in_turn(self, request: Request, dispatch: _Dispatch) -> Response:
        """Perform it, once its time has come and while nobody else has its object."""
        if not self._account.faults.active:
            return dispatch.perform()
        wanted = dispatch.call.ids[:1] if self._account.faults.plan.lock_customers else ()
        locked = set(wanted) if dispatch.route.writes else set()
        if locked & self._locked:
            raise request_errors.locked()
        self._locked |= locked
        try:
            await _hold(request)
            response = dispatch.perform()
        finally:
            self._locked -= locked
        if dispatch.fault == "cut_after":
            raise _Cut
        return response


async def _hold(request: Request) -> None:
    """Wait until the response may go out."""
    if request.respond_at:
        await asyncio.sleep(max(0.0, request.respond_at - asyncio.get_running_loop().time()))

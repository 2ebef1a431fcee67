"""What every public call does with its arguments before its own work begins.

A call that nobody could mean is an InvalidCall that says how it is called, and a secret in an
argument that takes none is refused. Neither keeps the arguments in a frame, because a verbose
traceback prints those.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, TypeVar

from kit.errors import InvalidCall, InvalidInput, KitError
from kit.facts.did_you_mean import did_you_mean
from kit.pasted_secrets import refusal_of_secrets

__all__ = ["public_call", "public_methods", "reads_secrets"]

#: Python's own words for what does not fit, and what they say.
_PLAIN_WORDS: Final = {
    "missing a required argument: ": "lacks the argument ",
    "missing a required keyword-only argument: ": "lacks the argument ",
    "too many positional arguments": "was given too many arguments, or some that need their names",
    "got an unexpected keyword argument": "takes no argument",
    "multiple values for argument": "was given twice the argument",
}

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)
_Call = Callable[_P, _R]


def public_call(
    *takes_secrets: str, holds_secrets: Collection[str] = ()
) -> Callable[[_Call[_P, _R]], _Call[_P, _R]]:
    """Check the arguments of a function; the ones named ``takes_secrets`` may be secrets.

    Those named ``holds_secrets`` may have secrets inside, as what Stripe answered has: then no
    error of the kit shows the frames that read them.

    >>> @public_call()
    ... def attach(customer, source, metadata=None): ...
    >>> attach("cus_1", "src_1", meta={})
    Traceback (most recent call last):
        ...
    kit.errors.InvalidCall: attach() takes no argument 'meta'. Did you mean 'metadata'? It is called as attach(customer, source, metadata=None).
    """  # noqa: E501  # one error, one line

    def decorated(call: _Call[_P, _R]) -> _Call[_P, _R]:
        rules = _Rules(call.__name__, inspect.signature(call), takes_secrets, holds_secrets)

        @functools.wraps(call)
        def checked(*arguments: _P.args, **keywords: _P.kwargs) -> _R:
            problem = rules.problem(arguments, keywords)
            try:
                if problem is not None:
                    raise problem
                return call(*arguments, **keywords)
            except KitError as error:
                if holds_secrets:
                    _forget_frames(error)
                raise
            finally:
                del arguments, keywords, problem

        return checked

    return decorated


def reads_secrets(call: _Call[_P, _R]) -> _Call[_P, _R]:
    """Have no error of the kit show the frames of ``call``, which reads what Stripe answered."""

    @functools.wraps(call)
    def reading(*arguments: _P.args, **keywords: _P.kwargs) -> _R:
        try:
            return call(*arguments, **keywords)
        except KitError as error:
            _forget_frames(error)
            raise
        finally:
            del arguments, keywords

    return reading


def public_methods(
    *takes_secrets: str, holds_secrets: Mapping[str, str] | None = None
) -> Callable[[_C], _C]:
    """Check the arguments of every public method of a class, and of its making.

    ``holds_secrets`` names the argument of a method that may have secrets inside.
    """
    held = holds_secrets or {}

    def decorated(made: _C) -> _C:
        for name, member in list(vars(made).items()):
            is_public = name == "__init__" or not name.startswith("_")
            if is_public and inspect.isfunction(member):
                holds = (held[name],) if name in held else ()
                setattr(made, name, public_call(*takes_secrets, holds_secrets=holds)(member))
        return made

    return decorated


@dataclass(frozen=True, slots=True)
class _Rules:
    """What one call takes."""

    name: str
    shape: inspect.Signature
    takes_secrets: Collection[str]
    holds_secrets: Collection[str]

    def problem(
        self, arguments: tuple[Any, ...], keywords: Mapping[str, Any]
    ) -> InvalidInput | None:
        """The error that these arguments are, None if the call may begin."""
        try:
            bound = self.shape.bind(*arguments, **keywords)
        except TypeError as error:
            return InvalidCall(self._said(keywords, str(error)))
        for name, value in bound.arguments.items():
            of_its_own = self.shape.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
            given = {"a name": list(value)} | value if of_its_own else {name: value}
            refused = filter(None, (self._refusal(*each) for each in given.items()))
            if (first := next(refused, None)) is not None:
                return first
        return None

    def _refusal(self, name: str, value: object) -> InvalidInput | None:
        # A text that is no JSON holds nothing: it is the secret.
        holds = name in self.holds_secrets and not (
            isinstance(value, str) and value.lstrip()[:1] not in {"{", "["}
        )
        if holds or name in self.takes_secrets or name == "self":
            return None
        return refusal_of_secrets(name, value)

    def _said(self, keywords: Mapping[str, Any], what: str) -> str:
        """What is wrong with a call, and how it is called."""
        takes = inspect.Signature(
            [
                each.replace(annotation=inspect.Parameter.empty)
                for each in self.shape.parameters.values()
                if each.name != "self"
            ]
        )
        unknown = [each for each in keywords if each not in self.shape.parameters]
        meant = did_you_mean(unknown[0], takes.parameters) if unknown else ""
        for said, plain in _PLAIN_WORDS.items():
            what = what.replace(said, plain)
        return f"{self.name}() {what}.{meant} It is called as {self.name}{takes}."


def _forget_frames(error: BaseException) -> None:
    """Drop the frames that ``error`` and what it came from have passed through."""
    link: BaseException | None = error
    while link is not None:
        link.__traceback__ = None
        link = link.__cause__ or link.__context__

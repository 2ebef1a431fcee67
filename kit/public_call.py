"""What every public call does with its arguments before its own work begins.

A call that nobody could mean is an InvalidCall that says how it is called, and a secret in an
argument that takes none is refused. Neither keeps the arguments in a frame, because a verbose
traceback prints those.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any, ParamSpec, TypeVar

from kit.errors import InvalidCall, InvalidInput
from kit.pasted_secrets import refusal_of_secrets

__all__ = ["public_call", "public_methods"]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_C = TypeVar("_C", bound=type)


def public_call(*takes_secrets: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Check the arguments of a function; those named ``takes_secrets`` may hold secrets.

    >>> @public_call()
    ... def attach(customer, source, metadata=None): ...
    >>> attach("cus_1", "src_1", meta={})
    Traceback (most recent call last):
        ...
    kit.errors.InvalidCall: attach() got an unexpected keyword argument 'meta'. Did you mean metadata? It is called as attach(customer, source, metadata=None).
    """  # noqa: E501  # one error, one line

    def decorated(call: Callable[_P, _R]) -> Callable[_P, _R]:
        shape = inspect.signature(call)

        @functools.wraps(call)
        def checked(*arguments: _P.args, **keywords: _P.kwargs) -> _R:
            problem = _problem(call.__name__, shape, arguments, keywords, takes_secrets)
            try:
                if problem is not None:
                    raise problem
                return call(*arguments, **keywords)
            finally:
                del arguments, keywords, problem

        return checked

    return decorated


def public_methods(*takes_secrets: str) -> Callable[[_C], _C]:
    """Check the arguments of every public method of a class, and of its making."""

    def decorated(made: _C) -> _C:
        for name, member in list(vars(made).items()):
            is_public = name == "__init__" or not name.startswith("_")
            if is_public and inspect.isfunction(member):
                setattr(made, name, public_call(*takes_secrets)(member))
        return made

    return decorated


def _problem(
    name: str,
    shape: inspect.Signature,
    arguments: tuple[Any, ...],
    keywords: Mapping[str, Any],
    takes_secrets: Collection[str],
) -> InvalidInput | None:
    try:
        bound = shape.bind(*arguments, **keywords)
    except TypeError as error:
        return InvalidCall(_said(name, shape, keywords, str(error)))
    for argument, value in bound.arguments.items():
        if argument in takes_secrets or argument == "self":
            continue
        of_its_own = shape.parameters[argument].kind is inspect.Parameter.VAR_KEYWORD
        for named, each in value.items() if of_its_own else ((argument, value),):
            refused = refusal_of_secrets(named, each)
            if refused is not None:
                return refused
    return None


def _said(name: str, shape: inspect.Signature, keywords: Mapping[str, Any], what: str) -> str:
    """What is wrong with a call, and how it is called."""
    bare = [
        each.replace(annotation=inspect.Parameter.empty)
        for each in shape.parameters.values()
        if each.name != "self"
    ]
    takes = inspect.Signature(bare)
    unknown = [each for each in keywords if each not in shape.parameters]
    near = get_close_matches(unknown[0], list(takes.parameters), n=1) if unknown else []
    meant = f" Did you mean {near[0]}?" if near else ""
    what = what.replace("missing a required argument", "lacks the argument")
    return f"{name}() {what}.{meant} It is called as {name}{takes}."

"""Rooms whose names are found when they are first used: nobody waits for what is not used.

``import kit``, a command's help and the explorer's first sight would wait for pandas otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from kit.collector import resting_collector

__all__ = ["find_on_demand", "pd"]


class _Library:
    """A library that is imported when something of it is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)

    def __reduce__(self) -> tuple[type[_Library], tuple[str]]:
        # By name, as a module goes: cloudpickle takes a function's globals along.
        return _Library, (self._name,)


if TYPE_CHECKING:
    import pandas as pd
else:
    pd = _Library("pandas")


class _Room(ModuleType):
    """A package that knows where its names are made."""

    __all__: list[str]
    _places: Mapping[str, str]

    def __setattr__(self, name: str, value: object) -> None:
        # Python makes an imported module an attribute of its package: kit.frames.flatten would
        # be the module from then on, and no longer the function that it is named after.
        if not (isinstance(value, ModuleType) and ":" in self._places.get(name, "")):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return self.__all__


def find_on_demand(room: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of the package ``room``, whose names are found where ``places`` says.

    A place is ``module:name``, or a module alone; the package's own modules are found as well.
    """
    package = sys.modules[room]
    vars(package)["_places"] = places
    package.__class__ = _Room

    def found(name: str) -> Any:
        place = places.get(name)
        if place is not None:
            module, _, made_as = place.partition(":")
            with resting_collector():  # what an import makes stays
                made = import_module(module)
            # Kept, so that this is asked once.
            return vars(package).setdefault(name, getattr(made, made_as) if made_as else made)
        if not name.startswith("_") and find_spec(f"{room}.{name}"):
            return import_module(f"{room}.{name}")
        raise AttributeError(f"module {room!r} has no attribute {name!r}")

    return found

"""The explorer: the widget in which people attach a source and see what happened."""

from kit.explorer.explorer import Explorer

__all__ = ["Explorer"]

"""Stripe's answers as pandas frames: declared, typed and lossless, and back again."""

from kit.frames.flattening import flatten
from kit.frames.masking import mask
from kit.frames.unflattening import unflatten

__all__ = ["flatten", "mask", "unflatten"]

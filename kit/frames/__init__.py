"""Stripe's answers as pandas frames: declared, typed and lossless, and back again."""

from kit.frames.describing import describe_columns
from kit.frames.flattening import flatten
from kit.frames.frame import Frame
from kit.frames.masking import mask
from kit.frames.money import money
from kit.frames.unflattening import unflatten

__all__ = ["Frame", "describe_columns", "flatten", "mask", "money", "unflatten"]

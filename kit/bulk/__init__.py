"""Attaching many sources: pairs in, outcomes out, nothing attached twice, nothing forgotten."""

from kit.bulk.attaching_many import attach_many
from kit.bulk.outcomes import OUTCOMES
from kit.bulk.pairs import Pairs

__all__ = ["OUTCOMES", "Pairs", "attach_many"]

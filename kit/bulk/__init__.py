"""Attaching many sources: pairs in, outcomes out, nothing attached twice, nothing forgotten."""

from kit.bulk.attaching_many import attach_many
from kit.bulk.outcomes import OUTCOMES
from kit.bulk.pairs import Pairs
from kit.bulk.report import all_attached, summary

__all__ = ["OUTCOMES", "Pairs", "all_attached", "attach_many", "summary"]

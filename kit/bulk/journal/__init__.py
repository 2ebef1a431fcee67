"""The journal of one ``attach_many``: the file that makes the call repeatable.

All SQL of the kit's bulk room stands in here, behind one face::

    journal        Journal: rows in, requests out, results in, outcomes out
    planning       what rows have against each other, and who comes when
    unclear        attached rows of which nobody knows yet who attached them
    claims         rows that claim to be attached, and what the account says of them
    observations   what reading found behind the open rows
    database       the SQLite file: its tables, its lock, what can be wrong with it
    integrity      checksums, and what shows that the file is damaged
"""

from kit.bulk.journal.journal import AttachResult, Journal

__all__ = ["AttachResult", "Journal"]

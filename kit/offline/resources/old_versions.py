"""What a customer looked like under older versions of the API.

Recorded under 2019-08-14, key by key [REC]: four lists that are hidden today, and the names
that two fields had before. Versions order as text does.
"""

from __future__ import annotations

from typing import Final

from kit.facts import JsonObject
from kit.offline.protocol.messages import SOURCES_HIDDEN_SINCE
from kit.offline.resources.customer_sources import first_page
from kit.offline.storage.repository import Repository

__all__ = ["customers_in", "shown_as_of"]

#: Since then ``balance`` has its name alone; both stand in answers under 2019-08-14 [REC].
#: [D:Renames account_balance to balance on Customer object]
_BALANCE_SINCE: Final = "2019-10-17"

#: [D:Removes deprecated tax information fields from the Customer object]
_TAX_INFO_GONE_SINCE: Final = "2019-12-03"


def shown_as_of(version: str, repository: Repository, result: JsonObject) -> None:
    """Let every customer of an answer hold what it held under ``version``."""
    if version >= SOURCES_HIDDEN_SINCE:
        return
    for customer in customers_in(result):
        old = {**_lists(repository, customer["id"]), **customer}
        if version < _BALANCE_SINCE:
            old["account_balance"] = customer["balance"]
        if version < _TAX_INFO_GONE_SINCE:
            old |= {"tax_info": None, "tax_info_verification": None}
        customer.clear()
        customer |= {name: old[name] for name in ("id", "object", *sorted(old))}


def _lists(repository: Repository, customer_id: str) -> JsonObject:
    """The lists, each with its number: there are no subscriptions and no tax ids here."""
    sources = first_page(repository, customer_id)
    sources["total_count"] = len(repository.source_ids_of(customer_id))
    lists = {"sources": sources}
    for name in ("subscriptions", "tax_ids"):
        url = f"/v1/customers/{customer_id}/{name}"
        lists[name] = {"object": "list", "data": [], "has_more": False, "total_count": 0}
        lists[name]["url"] = url
    sources["url"] = sources.pop("url")
    return lists


def customers_in(result: JsonObject) -> list[JsonObject]:
    """The customers that an answer is or lists."""
    kind = result.get("object")
    if kind == "customer" and not result.get("deleted"):
        return [result]
    if kind in ("list", "search_result"):
        return [entry for entry in result["data"] if entry.get("object") == "customer"]
    return []

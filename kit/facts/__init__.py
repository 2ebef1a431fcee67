"""What is known about Stripe Sources, as plain data: types, fields, limits, currencies.

Every other room of the kit may import from here; this one imports nothing of the kit.
"""

from typing import Any

__all__ = ["JsonObject"]

#: A JSON object as Python holds it; the one name for it in the whole kit.
JsonObject = dict[str, Any]

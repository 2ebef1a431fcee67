"""``unflatten(flatten(x)) == x``, key order included."""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd
import pytest

from kit.frames import flatten, unflatten

SOURCE: dict[str, Any] = {
    "id": "src_1",
    "object": "source",
    "ach_credit_transfer": {"account_number": "test_52796e3294dc", "routing_number": "110000000"},
    "amount": 1000,
    "client_secret": "src_client_secret_sBqfX18eq6GP",
    "created": 1692121393,
    "currency": "usd",
    "customer": "cus_1",
    "livemode": False,
    "metadata": {},
    "owner": {"address": None, "email": "jenny.rosen@example.com"},
    "redaction": None,
    "status": "chargeable",
    "type": "ach_credit_transfer",
}


@pytest.mark.parametrize("metadata_columns", [64, 0])
def test_a_page_of_unlike_objects_comes_back_exactly(metadata_columns: int) -> None:
    """Objects with other keys, orders and types come back as they were, through Parquet too."""
    objects: list[dict[str, Any]] = [
        SOURCE,
        {**SOURCE, "metadata": {"b.c": "x", "a": "", "": "z"}, "amount": 2**70},
        {"id": None, "owner": "x", "a.b": 1.5, "new": [1, {"a": None}], "phone": True, "z": {}},
        {"id": "\ud800", "metadata": None, "created": 10**15, "amount": 1.0},
        {"metadata": {"q": 1, "\ud800": "x"}},
        {"metadata": "x"},
        {"new": {"x": 2**63}},
        {"new": 3},
        {},
    ]
    frame = flatten(objects, reveal=True, metadata_columns=metadata_columns)
    file = io.BytesIO()
    frame.to_parquet(file)
    for held in (frame, pd.read_parquet(io.BytesIO(file.getvalue()))):
        assert json.dumps(unflatten(held)) == json.dumps(objects)

"""Stripe's answers as pandas frames: declared, typed and lossless, and back again.

*Declared*: sources, cards, bank accounts and customers have a table of columns each, in
``kit.facts``; a column has its dtype for one row, none or a million. *Lossless*: null is not
missing, ``{}`` is not null, ``metadata: {"a.b": ...}`` is not ``{"a": {"b": ...}}``, 2**64 + 1
stays what it is, through ``concat``, filters, sorting, Parquet and pickle; new fields of Stripe's
get columns of their own. *Metadata* has ``metadata.KEY`` columns up to 64 different keys, beyond
that one column of JSON text. *Masked*: client secrets, account numbers, IBANs and URLs that carry
secrets show their last four characters, under any name and at any depth; so does any text with a
client secret or an API key in it.

The way of one page, top to bottom; each step is a module::

    bytes, text, dicts, StripeObjects, or an iterable of them          flatten
      | exact_json  text <-> Python values, no digit lost
    pages           rows of plain dicts, a thousand at a time
      | expanded    with sources="frame" or "joined": customers, sources, or both in one row
    transpose       hashes with the same keys together: the values of each field as one tuple
      | tree        a FieldNode per field; the shape of each hash; what a column is called
      | encode      a tuple of values -> a Chunk: one Arrow array, and what does not fit in it
      | metadata    the same for the user's own keys
      | masking     what is secret, by name and by shape, and how it looks when masked
    build           which columns there are, in which order; the shape of each row
      | arrays      the Chunks of a field -> a Column; its RowIndex puts it into all rows
    frame           a DataFrame that shows itself briefly
      |
    unflatten       the JSON objects again
        decode      what a column holds -> JSON values

Beside the way: ``mask`` (any answer or frame, masked), ``money`` (sums of a frame's amounts),
``plain`` (a frame for charts, spreadsheets and SQL; ``instrument`` makes one column of what each
type has under its own name), ``life_cycle`` (which steps sources took), ``provenance`` (where a
frame came from), ``describe`` (what the columns mean), ``positions`` (where values stand
among others), ``reorder`` (rows in another order, as if they had come in it), ``declared_rows``
(the frames of events and changes, whose rows the kit makes itself).

Besides its columns a frame has the *shape* of each row: which keys the row's JSON had, in
which order, and how the value of each is held. Where a hash stood, stands a hash; a word says
how the column holds the value; a list of one holds a value that no column can hold.

>>> source = {"id": "src_1", "amount": 1000, "owner": {"email": "a@b.c", "name": None}, "n": "x"}
>>> frame = flatten(source)
>>> frame["_shape"][0]
'{"id":"text","amount":"int","owner":{"email":"text","name":"null"},"n":"text"}'
>>> print(frame[["id", "amount", "owner.email"]].to_string())
      id  amount owner.email
0  src_1    1000       a@b.c
>>> unflatten(frame) == [source]
True

``owner.name`` is null in every row, so the frame leaves its column out; in a column that is
there, null is null under any word. An amount that is no integer cannot stand in a column of
integers, so the shape of that row holds it:

>>> flatten([source, {"amount": 10.5}])["_shape"][1]
'{"amount":[10.5]}'

==========  ==============================================================
``null``    null, in a column that the frame leaves out
``text``    text as it is
``int``     an integer
``float``   a number that JSON wrote with a point or an exponent
``bool``    a boolean
``time``    seconds since 1970, held as a timestamp
``json``    JSON text
``keys``    metadata, a column per key, the keys in ``_metadata_keys``
==========  ==============================================================
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.frames.describe import describe_columns
    from kit.frames.exact_json import dumps
    from kit.frames.flatten import flatten
    from kit.frames.frame import Frame
    from kit.frames.life_cycle import life_cycle
    from kit.frames.mask import mask
    from kit.frames.money import money
    from kit.frames.plain import plain
    from kit.frames.provenance import AnyFrame, came_from
    from kit.frames.unflatten import unflatten

__all__ = [
    "AnyFrame",
    "Frame",
    "came_from",
    "describe_columns",
    "dumps",
    "flatten",
    "life_cycle",
    "mask",
    "money",
    "plain",
    "unflatten",
]

__getattr__ = find_on_demand(
    __name__,
    {
        "AnyFrame": "kit.frames.provenance:AnyFrame",
        "Frame": "kit.frames.frame:Frame",
        "came_from": "kit.frames.provenance:came_from",
        "describe_columns": "kit.frames.describe:describe_columns",
        "dumps": "kit.frames.exact_json:dumps",
        "flatten": "kit.frames.flatten:flatten",
        "life_cycle": "kit.frames.life_cycle:life_cycle",
        "mask": "kit.frames.mask:mask",
        "money": "kit.frames.money:money",
        "plain": "kit.frames.plain:plain",
        "unflatten": "kit.frames.unflatten:unflatten",
    },
)

"""An account kept in files: pulled, opened, asked, compared.

``account.pull("stripe/")`` keeps customers, sources and events (Parquet, masked, for their owner's
eyes only), goes on where a kill stopped it, and next time reads what is new. ``kit.open`` gives the
frames back, ``.sql("select ...")`` asks them (extra ``sql``), ``engine="dask"`` spreads them
(extra ``dask``), and ``kit.diff(monday, today)`` says what became of each source.

From the outside in::

    account_pull                the method that an account has by this
    pull                        from an account into a folder: everything, or what is new
    increment                   what is new: new customers, those that events name, the events
    unfinished                  how far a pull has come, to go on after it was killed
    row_buffer                  pages on their way into parts
    open_folder                 a folder as frames, whatever it holds and whichever engine reads it
    open_snapshot               a snapshot as frames
    dask_frames                 the same as Dask's frames, beyond one machine
    json_folder                 a folder of raw JSON, as webhooks and dumps leave it
    recording                   either as plain objects, for an offline account to hold
    query                       SQL over the parts, through DuckDB
    compare                     what changed between two of them
    export                      a frame as a file for other programs
    parts                       frames as Parquet files, and back with their declared dtypes
    manifest, folder            what a snapshot says of itself; how a file gets there whole
"""

from typing import TYPE_CHECKING

from kit.on_demand import find_on_demand

if TYPE_CHECKING:
    from kit.snapshot.account_pull import AccountPull
    from kit.snapshot.compare import diff
    from kit.snapshot.open_folder import open_folder
    from kit.snapshot.open_snapshot import Snapshot, read_manifest
    from kit.snapshot.pull import pull
    from kit.snapshot.recording import Recording, read_recording

__all__ = [
    "AccountPull",
    "Recording",
    "Snapshot",
    "diff",
    "open_folder",
    "pull",
    "read_manifest",
    "read_recording",
]

__getattr__ = find_on_demand(
    __name__,
    {
        "AccountPull": "kit.snapshot.account_pull:AccountPull",
        "Recording": "kit.snapshot.recording:Recording",
        "Snapshot": "kit.snapshot.open_snapshot:Snapshot",
        "diff": "kit.snapshot.compare:diff",
        "open_folder": "kit.snapshot.open_folder:open_folder",
        "pull": "kit.snapshot.pull:pull",
        "read_manifest": "kit.snapshot.open_snapshot:read_manifest",
        "read_recording": "kit.snapshot.recording:read_recording",
    },
)

"""Pulls into a folder and kills itself at a given moment: run by test_pull as a process.

Arguments: the address of the server, the folder, the number of the file at which to die, and
whether before or after that file is in its place.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from small_parts import make_parts_small

import kit
from kit.snapshot.folder import SnapshotFolder


def main(api_base: str, folder: Path, last: int, moment: str) -> None:
    make_parts_small()
    place = SnapshotFolder.place
    placed = []

    def place_and_die(self, name, fill):
        placed.append(name)
        if len(placed) < last or moment == "after":
            place(self, name, fill)
        if len(placed) < last:
            return
        if moment == "half":
            draft = (self.path / name).with_name(f".{Path(name).name}.half")
            draft.parent.mkdir(exist_ok=True)
            draft.write_bytes(b"PAR1 half a file")
        os.kill(os.getpid(), signal.SIGKILL)

    SnapshotFolder.place = place_and_die
    with kit.connect("sk_test_practice", api_base=api_base) as account:
        account.pull(folder, progress=False)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])

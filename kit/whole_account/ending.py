"""A reading that a person watches, and may stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kit.bulk.cancellation import CancelToken, cancel_on_interrupt
from kit.bulk.progress import Progress, announce
from kit.whole_account.concurrent_reader import ConcurrentReader, Delivery

__all__ = ["Watched", "watched"]

#: A reading as short as this needs no bar.
_QUICK_SECONDS = 1.0


class Watched:
    """The deliveries of a reader, shown as a bar; ends with KeyboardInterrupt when asked to."""

    def __init__(self, progress: Progress, cancel: CancelToken, go_on: str) -> None:
        self._progress = progress
        self._cancel = cancel
        self._go_on = go_on
        self.read = 0

    def deliveries(self, reader: ConcurrentReader) -> Iterator[Delivery]:
        """Every page as it comes."""
        for delivery in reader.deliveries():
            if self._cancel.times_asked:
                announce(f"Stopped after {self.read:,}. {self._go_on}")
                raise KeyboardInterrupt(self._go_on)
            if delivery is None:
                self._progress.tick()
                continue
            self.read += delivery.listed
            if delivery.expected is not None:
                self._progress.expect(max(delivery.expected, self.read))
            self._progress.step(delivery.listed)
            yield delivery


@contextmanager
def watched(doing: str, unit: str, *, shown: bool, go_on: str) -> Iterator[Watched]:
    """A bar with ``doing`` before it; ``go_on`` says what to do after Ctrl-C."""
    progress = Progress(doing, total=None, shown=shown, unit=f" {unit}", after=_QUICK_SECONDS)
    try:
        with cancel_on_interrupt() as cancel:
            yield Watched(progress, cancel, go_on)
    finally:
        progress.close()

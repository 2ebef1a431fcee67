"""A reading that a person watches, and may stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kit.bulk.cancellation import CancelToken, cancel_on_interrupt
from kit.bulk.progress import Listener, Progress, announce
from kit.whole_account.concurrent_reader import ConcurrentReader, Delivery

__all__ = ["Watched", "watched"]

#: A reading as short as this needs no bar.
_QUICK_SECONDS = 1.0


class Watched:
    """The deliveries of a reader, shown as a bar; ends with KeyboardInterrupt when asked to.

    ``tell`` is told of each page how many are read and how many there will be.
    """

    def __init__(
        self,
        progress: Progress,
        cancel: CancelToken,
        go_on: str,
        tell: Callable[[int, int | None], None],
    ) -> None:
        self._progress = progress
        self._cancel = cancel
        self._tell = tell
        self._expected: int | None = None
        self._go_on = go_on
        self.read = 0

    def deliveries(self, reader: ConcurrentReader) -> Iterator[Delivery]:
        """Every page as it comes."""
        for delivery in reader.deliveries():
            if self._cancel.times_asked:
                announce(f"Stopped after {self.read:,}. {self._go_on}")
                raise KeyboardInterrupt(self._go_on)
            self._tell(self.read, self._expected)
            if delivery is None:
                self._progress.tick()
                continue
            self.read += delivery.listed
            if delivery.expected is not None:
                self._expected = max(delivery.expected, self.read)
                self._progress.expect(self._expected)
            self._progress.step(delivery.listed)
            yield delivery


@contextmanager
def watched(doing: str, unit: str, *, shown: bool | Listener, go_on: str) -> Iterator[Watched]:
    """A bar with ``doing`` before it, or a listener; ``go_on`` says what to do after Ctrl-C."""
    bar = shown is True
    progress = Progress(doing, total=None, shown=bar, unit=f" {unit}", after=_QUICK_SECONDS)

    def tell(read: int, expected: int | None) -> None:
        if callable(shown):
            shown(unit, read, expected)

    try:
        with cancel_on_interrupt() as cancel:
            yield Watched(progress, cancel, go_on, tell)
    finally:
        progress.close()

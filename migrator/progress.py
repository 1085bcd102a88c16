"""The stages of a run: which one is running, how far it is, and how long each one took."""

from __future__ import annotations

import time
from typing import Protocol


class ProgressListener(Protocol):
    """Hears of each stage and step of a run."""

    def stage(self, name: str) -> None:
        """The stage `name` begins."""

    def reach(self, done: int, total: int | None) -> None:
        """`done` steps of the stage are done, of `total`; None where the total isn't known."""


class Progress:
    """Times the stages of one run and tells a listener of them."""

    def __init__(self, listener: ProgressListener | None = None) -> None:
        self.seconds: dict[str, float] = {}
        """By stage, in order of their beginning; the running one is not in it yet."""
        self._listener = listener
        self._running = ""
        self._since = 0.0

    def begin(self, name: str) -> None:
        """End the stage that is running and begin another."""
        self.end()
        self._running, self._since = name, time.perf_counter()
        if self._listener:
            self._listener.stage(name)

    def reach(self, done: int, total: int | None = None) -> None:
        """Tell that `done` steps of the running stage are done, of `total` if that is known."""
        if self._listener:
            self._listener.reach(done, total)

    def end(self) -> None:
        """End the stage that is running."""
        if self._running:
            spent = time.perf_counter() - self._since
            self.seconds[self._running] = self.seconds.get(self._running, 0.0) + spent
        self._running = ""

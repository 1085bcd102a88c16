"""Which stage a run is in, how far, and how long each one took."""

from __future__ import annotations

import time
from typing import Protocol


class ProgressListener(Protocol):
    """Somebody who looks on."""

    def stage(self, name: str) -> None:
        """The run now does `name`."""

    def reach(self, done: int, total: int | None) -> None:
        """So many steps of the stage are done, of so many if that can be known."""


class Progress:
    """The stages of one run: tells them to the watch and takes their time."""

    def __init__(self, listener: ProgressListener | None = None) -> None:
        self.seconds: dict[str, float] = {}
        """By stage, in their order; the running one is not in it yet."""
        self._watch = listener
        self._running = ""
        self._since = 0.0

    def begin(self, name: str) -> None:
        """End the stage that is running and begin another."""
        self.end()
        self._running, self._since = name, time.perf_counter()
        if self._watch:
            self._watch.stage(name)

    def reach(self, done: int, total: int | None = None) -> None:
        """So many steps of the running stage are done, of so many if that can be known."""
        if self._watch:
            self._watch.reach(done, total)

    def end(self) -> None:
        """End the stage that is running."""
        if self._running:
            spent = time.perf_counter() - self._since
            self.seconds[self._running] = self.seconds.get(self._running, 0.0) + spent
        self._running = ""

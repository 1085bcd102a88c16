"""How many requests a host gets at once: fewer when it asks for that, more again when it stops asking."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

from migrator.fetcher.http.errors import FailureKind, FetchError

MOST_AT_ONCE = 8
TOO_MANY_REQUESTS = 429


class Throttle:
    """Lets requests through, host by host; safe to share between threads."""

    def __init__(self, most: int = MOST_AT_ONCE, sleep: Callable[[float], None] = time.sleep) -> None:
        self._most = most
        self._sleep = sleep
        self._doors: dict[str, _Door] = {}
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str, deadline: float, patient_until: float = 0) -> Iterator[float]:
        """Let one request through when it is its turn; gives the seconds that it had to queue.

        A host that answered 429 gets half as many at once, none at all as long as it asked to be left alone,
        and with every answer a little more again.  Raises `FetchError` where that pause ends after `deadline`;
        who has waited until `patient_until` already needs not do so again.
        """
        door = self._door(host)
        self._sit_out(door, host, deadline, patient_until)
        began = time.monotonic()
        door.enter()
        entered = time.monotonic()
        try:
            yield entered - began
        except FetchError as error:
            if error.status == TOO_MANY_REQUESTS or error.retry_after is not None:
                door.narrow(entered, error.retry_after or 0)
            raise
        else:
            door.widen(self._most)
        finally:
            door.leave()

    def at_once(self, host: str) -> int:
        """How many requests the host gets at once by now."""
        return self._door(host).width

    def _door(self, host: str) -> _Door:
        with self._lock:
            return self._doors.setdefault(host, _Door(self._most))

    def _sit_out(self, door: _Door, host: str, deadline: float, patient_until: float) -> None:
        seen = patient_until
        while door.closed_until > seen:
            seen = door.closed_until
            rest = seen - time.monotonic()
            if seen > deadline:
                problem = f"the server asks to be left alone for {rest:,.0f} more seconds"
                raise FetchError(FailureKind.STATUS, host, problem, "Try again later.", status=TOO_MANY_REQUESTS)
            if rest > 0:
                self._sleep(rest)


class _Door:
    """The way to one host."""

    def __init__(self, width: float) -> None:
        self.closed_until = 0.0
        self._width = float(width)
        self._inside = 0
        self._narrowed = 0.0
        self._free = Condition()

    @property
    def width(self) -> int:
        return int(self._width)

    def enter(self) -> None:
        with self._free:
            self._free.wait_for(lambda: self._inside < self.width)
            self._inside += 1

    def leave(self) -> None:
        with self._free:
            self._inside -= 1
            self._free.notify_all()

    def narrow(self, entered: float, pause: float) -> None:
        now = time.monotonic()
        with self._free:
            self.closed_until = max(self.closed_until, now + pause)
            # All that were inside get the same answer: together they are one reason to halve.
            if entered > self._narrowed:
                self._narrowed = now
                self._width = max(1.0, self._width / 2)

    def widen(self, most: int) -> None:
        with self._free:
            self._width = min(float(most), self._width + 1 / self._width)

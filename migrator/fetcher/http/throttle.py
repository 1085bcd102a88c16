"""How many requests a host gets at once: half as many after a 429, a little more again after each success."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock

from migrator.fetcher.http.errors import FailureKind, FetchError

MOST_AT_ONCE = 8
TOO_MANY_REQUESTS = 429


class Throttle:
    """A limit of concurrent requests for each host; safe to share between threads."""

    def __init__(self, most: int = MOST_AT_ONCE, sleep: Callable[[float], None] = time.sleep) -> None:
        self._most = most
        self._sleep = sleep
        self._hosts: dict[str, _HostLimit] = {}
        self._lock = Lock()

    @contextmanager
    def slot(self, host: str, deadline: float, waited_until: float = 0) -> Iterator[float]:
        """Hold one of the host's slots while the request runs; gives the seconds that it had to queue.

        A host that answered 429 gets half as many at once, none at all during a Retry-After, and with every answer a
        little more again.  Raises `FetchError` where that pause ends after `deadline`; a caller that has waited until
        `waited_until` already need not do so again.
        """
        limit = self._limit(host)
        self._wait_for_pause(limit, host, deadline, waited_until)
        began = time.monotonic()
        limit.acquire()
        started = time.monotonic()
        try:
            yield started - began
        except FetchError as error:
            if error.status == TOO_MANY_REQUESTS or error.retry_after is not None:
                limit.reduce(started, error.retry_after or 0)
            raise
        else:
            limit.raise_towards(self._most)
        finally:
            limit.release()

    def at_once(self, host: str) -> int:
        """How many requests the host gets at once by now."""
        return self._limit(host).slots

    def _limit(self, host: str) -> _HostLimit:
        with self._lock:
            return self._hosts.setdefault(host, _HostLimit(self._most))

    def _wait_for_pause(self, limit: _HostLimit, host: str, deadline: float, waited_until: float) -> None:
        until = waited_until
        while limit.paused_until > until:
            until = limit.paused_until
            rest = until - time.monotonic()
            if until > deadline:
                problem = f"the server asks to be left alone for {rest:,.0f} more seconds"
                raise FetchError(FailureKind.STATUS, host, problem, "Try again later.", status=TOO_MANY_REQUESTS)
            if rest > 0:
                self._sleep(rest)


class _HostLimit:
    """The slots of one host; their number is a fraction, so that it grows by one in about as many requests."""

    def __init__(self, slots: float) -> None:
        self.paused_until = 0.0
        self._slots = float(slots)
        self._used = 0
        self._reduced_at = 0.0
        self._free = Condition()

    @property
    def slots(self) -> int:
        return int(self._slots)

    def acquire(self) -> None:
        with self._free:
            self._free.wait_for(lambda: self._used < self.slots)
            self._used += 1

    def release(self) -> None:
        with self._free:
            self._used -= 1
            self._free.notify_all()

    def reduce(self, started: float, pause: float) -> None:
        """Halve the limit for a request that `started` then, and let nothing begin for `pause` seconds."""
        now = time.monotonic()
        with self._free:
            self.paused_until = max(self.paused_until, now + pause)
            # Requests that ran together get the same answer: together they are one reason to halve.
            if started > self._reduced_at:
                self._reduced_at = now
                self._slots = max(1.0, self._slots / 2)

    def raise_towards(self, most: int) -> None:
        with self._free:
            self._slots = min(float(most), self._slots + 1 / self._slots)

"""Threads that fetch in the background, so that a slow host holds up nobody else's images."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_THREADS = 32


class HostWorkers(Generic[T]):
    """Does tasks in the order they come, of each host at most so many at a time."""

    def __init__(self, per_host: int, threads: int = MOST_THREADS) -> None:
        self._per_host = per_host
        self._pool = ThreadPoolExecutor(max(threads, per_host), thread_name_prefix="image")
        self._lock = Lock()
        self._busy: defaultdict[str, int] = defaultdict(int)
        self._waiting: defaultdict[str, deque[tuple[Callable[[], T], Future[T]]]] = defaultdict(deque)

    def submit(self, host: str, task: Callable[[], T]) -> Future[T]:
        """Have the task done when it is its host's turn."""
        promise: Future[T] = Future()
        with self._lock:
            self._waiting[host].append((task, promise))
            if self._busy[host] < self._per_host:
                self._busy[host] += 1
                self._pool.submit(self._work, host)
        return promise

    def close(self, *, wait: bool) -> None:
        """Drop what isn't begun; with `wait`, until what is begun has ended."""
        with self._lock:
            dropped = [promise for queue in self._waiting.values() for _, promise in queue]
            self._waiting.clear()
        for promise in dropped:
            promise.cancel()
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _work(self, host: str) -> None:
        """Do one task of the host after another."""
        while True:
            with self._lock:
                if not self._waiting[host]:
                    self._busy[host] -= 1
                    return
                task, promise = self._waiting[host].popleft()
            if not promise.set_running_or_notify_cancel():
                continue
            try:
                result = task()
            except BaseException as error:  # nothing is hidden: whoever asks for the result gets it raised
                promise.set_exception(error)
            else:
                promise.set_result(result)

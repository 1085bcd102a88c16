"""A thread pool with a limit for each host, so that a slow one does not hold up the others."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
MOST_THREADS = 32


class HostWorkers(Generic[T]):
    """Runs tasks in the order they come, at most `per_host` of one host at a time."""

    def __init__(self, per_host: int, threads: int = MOST_THREADS) -> None:
        self._per_host = per_host
        self._pool = ThreadPoolExecutor(max(threads, per_host), thread_name_prefix="image")
        self._lock = Lock()
        self._busy: defaultdict[str, int] = defaultdict(int)
        self._waiting: defaultdict[str, deque[tuple[Callable[[], T], Future[T]]]] = defaultdict(deque)

    def submit(self, host: str, task: Callable[[], T]) -> Future[T]:
        """The task's future; it begins once fewer than `per_host` tasks of its host are running."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting[host].append((task, future))
            if self._busy[host] < self._per_host:
                self._busy[host] += 1
                self._pool.submit(self._work, host)
        return future

    def close(self, *, wait: bool) -> None:
        """Cancel the tasks that have not begun; with `wait`, wait for the others."""
        with self._lock:
            dropped = [future for queue in self._waiting.values() for _, future in queue]
            self._waiting.clear()
        for future in dropped:
            future.cancel()
        self._pool.shutdown(wait=wait, cancel_futures=True)

    def _work(self, host: str) -> None:
        """Run one task of the host after another, until none waits."""
        while True:
            with self._lock:
                if not self._waiting[host]:
                    self._busy[host] -= 1
                    return
                task, future = self._waiting[host].popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = task()
            except BaseException as error:  # result() raises it
                future.set_exception(error)
            else:
                future.set_result(result)

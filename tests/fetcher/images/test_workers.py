"""Tasks in the background: all of them, a few of a host at a time, no host in another's way."""

from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError
from functools import partial

import pytest

from migrator.fetcher.images.workers import HostWorkers


def test_everything_is_done_in_order() -> None:
    workers: HostWorkers[int] = HostWorkers(per_host=1)
    done: list[int] = []

    def task(number: int) -> int:
        done.append(number)
        return number

    futures = [workers.submit("a", partial(task, number)) for number in range(2000)]
    assert [future.result(20) for future in futures] == list(range(2000))
    assert done == list(range(2000))
    workers.close(wait=True)


def test_a_host_gets_no_more_than_agreed() -> None:
    workers: HostWorkers[None] = HostWorkers(per_host=2)
    lock, inside, most = threading.Lock(), 0, 0

    def task() -> None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.002)
        with lock:
            inside -= 1

    for future in [workers.submit("a", task) for _ in range(20)]:
        future.result(20)
    workers.close(wait=True)
    assert most == 2


def test_a_slow_host_is_in_nobody_s_way() -> None:
    workers: HostWorkers[bool] = HostWorkers(per_host=2)
    go_on = threading.Event()
    slow = [workers.submit("slow", lambda: go_on.wait(20)) for _ in range(50)]
    assert workers.submit("fast", lambda: True).result(20)
    assert not any(future.done() for future in slow)
    go_on.set()
    assert all(future.result(20) for future in slow)
    workers.close(wait=True)


def test_what_a_task_raises_reaches_who_asks() -> None:
    workers: HostWorkers[None] = HostWorkers(per_host=1)

    def full() -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        workers.submit("a", full).result(20)
    assert workers.submit("a", lambda: None).result(20) is None
    workers.close(wait=True)


def test_what_is_not_begun_is_dropped() -> None:
    workers: HostWorkers[bool] = HostWorkers(per_host=1)
    go_on, begun = threading.Event(), threading.Event()

    def task() -> bool:
        begun.set()
        return go_on.wait(20)

    first = workers.submit("a", task)
    second = workers.submit("a", lambda: True)
    assert begun.wait(20)
    workers.close(wait=False)
    go_on.set()
    assert first.result(20)
    with pytest.raises(CancelledError):
        second.result(20)

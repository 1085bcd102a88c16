"""How long to wait for an answer, and when to ask again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from migrator.fetcher.http.errors import FetchError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the client waits for what, in seconds."""

    connect: float = 15
    read: float = 30
    """The longest silence in the middle of an answer."""
    total: float = 180
    """The bound for one address with all its retries."""
    first_wait: float = 0.5
    longest_wait: float = 30
    attempts: int = 6


@dataclass(slots=True)
class RetryState:
    """What one try of a request has to know of those before it."""

    deadline: float
    """On the clock of `time.monotonic`, for this and all later tries; the time in a host's queue may be added."""
    waited_until: float = 0.0
    """Until when the caller waited before this try; 0 for the first."""


class Backoff(tenacity.wait.wait_base):
    """Exponential with jitter, or longer if the server asked for it."""

    def __init__(self, timeouts: Timeouts) -> None:
        first, longest = timeouts.first_wait, timeouts.longest_wait
        self._jitter = tenacity.wait_random_exponential(multiplier=first, min=first, max=longest)

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        retry_after = error.retry_after if isinstance(error, FetchError) else None
        return max(self._jitter(retry_state), retry_after or 0)


def retried(
    request: Callable[[RetryState], T], timeouts: Timeouts, total: float | None, sleep: Callable[[float], None]
) -> T:
    """What `request` returns, tried again after passing failures; raises the last `FetchError`.

    No wait ends after the bound of `total` seconds, by default that of the timeouts.
    """
    state = RetryState(time.monotonic() + (timeouts.total if total is None else total))

    def remember_wait(call: tenacity.RetryCallState) -> None:
        state.waited_until = time.monotonic() + call.upcoming_sleep

    def is_last(call: tenacity.RetryCallState) -> bool:
        too_late = time.monotonic() + call.upcoming_sleep > state.deadline
        return too_late or call.attempt_number >= timeouts.attempts

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, FetchError) and error.passing),
        wait=Backoff(timeouts),
        stop=is_last,
        before_sleep=remember_wait,
        sleep=sleep,
        reraise=True,
    )
    return retrying(request, state)

"""How long to wait for an answer, and before asking again."""

from __future__ import annotations

from dataclasses import dataclass

import tenacity

from migrator.fetcher.http.errors import FetchError


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


class Backoff(tenacity.wait.wait_base):
    """Exponential with jitter, or longer if the server asked for it."""

    def __init__(self, timeouts: Timeouts) -> None:
        first, longest = timeouts.first_wait, timeouts.longest_wait
        self._spread = tenacity.wait_random_exponential(multiplier=first, min=first, max=longest)

    def __call__(self, retry_state: tenacity.RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        asked = error.retry_after if isinstance(error, FetchError) else None
        return max(self._spread(retry_state), asked or 0)

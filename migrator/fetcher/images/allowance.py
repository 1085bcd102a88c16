"""How much one run may fetch of pictures and files."""

from __future__ import annotations

from threading import Lock


class Allowance:
    """Bytes to fetch; safe to share between threads.  What was begun before they are used up comes to its end."""

    def __init__(self, most: int = 0) -> None:
        self.most = most
        """0 for as many as there are."""
        self._used = 0
        self._lock = Lock()

    @property
    def used_up(self) -> bool:
        """Whether nothing more may be begun."""
        return 0 < self.most <= self._used

    def use(self, size: int) -> None:
        """Note down what was fetched."""
        with self._lock:
            self._used += size

    @property
    def problem(self) -> str:
        """What is in the way of whatever is left out."""
        return f"this run may fetch {self.most:,} bytes, and they are used up"

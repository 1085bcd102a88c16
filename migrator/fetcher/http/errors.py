"""How one request can fail."""

from __future__ import annotations

from enum import StrEnum

from migrator.errors import UnreachableError


class FailureKind(StrEnum):
    """The kinds of failure that callers tell apart."""

    NO_HOST = "no-host"
    FORBIDDEN = "forbidden-address"
    BAD_ADDRESS = "bad-address"
    CONNECTION = "connection"
    SLOW = "slow"
    STATUS = "status"
    TOO_LARGE = "too-large"
    REDIRECTS = "redirects"
    ENCODING = "encoding"
    NOT_KEPT = "not-kept"


class FetchError(UnreachableError):
    """A request that failed, after all retries: a note for an image, for a feed often the end of the run."""

    def __init__(
        self,
        kind: FailureKind,
        url: str,
        problem: str,
        advice: str = "",
        *,
        status: int = 0,
        passing: bool = False,
        retry_after: float | None = None,
        body: bytes = b"",
    ) -> None:
        super().__init__(url, problem, advice)
        self.kind = kind
        self.url = url
        """The address that failed: the last one of a chain of redirects."""
        self.status = status
        """The HTTP status, 0 if there was none."""
        self.passing = passing
        """Whether trying again may help."""
        self.retry_after = retry_after
        """Seconds that the server asked to wait."""
        self.body = body
        """The first bytes of the body that came with the status."""

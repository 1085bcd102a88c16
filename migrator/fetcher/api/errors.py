"""The reasons of the API's errors: one HTTP status has many."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from migrator.errors import MigratorError, SourceError
from migrator.fetcher.http.errors import FailureKind, FetchError

CONSOLE = "https://console.cloud.google.com/apis/library/blogger.googleapis.com"


@dataclass(frozen=True, slots=True)
class ErrorCase:
    """One reason: its message, and whether it may pass."""

    problem: str
    advice: str = ""
    again: bool = False
    """Whether a retry may help."""
    later: bool = False
    """Whether it is not about the user's input, and may be gone tomorrow."""


_TOO_FAST = ErrorCase("the API is asked too often", "Try again in some minutes.", again=True, later=True)
_SPENT = ErrorCase("the API's quota for today is used up", "Try again tomorrow, or use an export.", later=True)
_DOWN = ErrorCase("the API has a failure of its own", "Try again later.", again=True, later=True)
_BAD_KEY = ErrorCase("the API key is not valid", "Copy it again from your project's Credentials page.")
_NO_KEY = ErrorCase("the API wants a key", "Give one with --api-key or in MIGRATOR_API_KEY.")
_LIMITED = ErrorCase(
    "the API key may not be used from here or for Blogger", "Lift its restrictions, or make another key."
)
_SWITCHED_OFF = ErrorCase("the Blogger API is not switched on in the project of the key", f"Switch it on at {CONSOLE}.")
_RIGHTS = ErrorCase(
    "the API does not let this account or key read it", "Run `migrator login` as an author of the blog."
)
_SIGN_IN = ErrorCase("the login has expired or was withdrawn", "Run `migrator login` again.")
_ABSENT = ErrorCase("the API knows no such blog or post", "Check the address; private blogs want `migrator login`.")

REASONS: Mapping[str, ErrorCase] = {
    # Google's newer names, from `details`
    "API_KEY_INVALID": _BAD_KEY,
    "API_KEY_EXPIRED": _BAD_KEY,
    "API_KEY_SERVICE_BLOCKED": _LIMITED,
    "API_KEY_HTTP_REFERRER_BLOCKED": _LIMITED,
    "API_KEY_IP_ADDRESS_BLOCKED": _LIMITED,
    "SERVICE_DISABLED": _SWITCHED_OFF,
    "RATE_LIMIT_EXCEEDED": _TOO_FAST,
    "ACCESS_TOKEN_EXPIRED": _SIGN_IN,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": _SIGN_IN,
    "CREDENTIALS_MISSING": _NO_KEY,
    # the older ones, from `errors`
    "keyInvalid": _BAD_KEY,
    "keyExpired": _BAD_KEY,
    "ipRefererBlocked": _LIMITED,
    "accessNotConfigured": _SWITCHED_OFF,
    "dailyLimitExceededUnreg": _NO_KEY,
    "rateLimitExceeded": _TOO_FAST,
    "userRateLimitExceeded": _TOO_FAST,
    "dailyLimitExceeded": _SPENT,
    "quotaExceeded": _SPENT,
    "authError": _SIGN_IN,
    "forbidden": _RIGHTS,
    "insufficientPermissions": _RIGHTS,
    "notFound": _ABSENT,
    "backendError": _DOWN,
    "internalError": _DOWN,
    # and the status of the whole
    "RESOURCE_EXHAUSTED": _TOO_FAST,
    "UNAUTHENTICATED": _SIGN_IN,
    "PERMISSION_DENIED": _RIGHTS,
    "NOT_FOUND": _ABSENT,
    "UNAVAILABLE": _DOWN,
    "INTERNAL": _DOWN,
}
_BY_STATUS = {401: _SIGN_IN, 403: _RIGHTS, 404: _ABSENT, 429: _TOO_FAST}


class ApiError(FetchError):
    """An error of the API whose reason is known."""

    def __init__(self, error: FetchError, case: ErrorCase, reason: str) -> None:
        super().__init__(
            error.kind,
            error.url,
            f"{case.problem} ({reason})" if reason else case.problem,
            case.advice,
            status=error.status,
            passing=case.again,
            retry_after=error.retry_after,
        )
        self.case = case


def api_error(error: FetchError) -> FetchError:
    """The error with its reason, and whether a retry may help; an error that is not the API's as it is."""
    if error.kind is not FailureKind.STATUS:
        return error
    names = list(_reasons(error.body))
    reason = next((name for name in names if name in REASONS), "")
    case = REASONS.get(reason) or _BY_STATUS.get(error.status)
    if case is None:
        return error
    if case is _TOO_FAST and b"per day" in error.body.lower().replace(b"perday", b"per day"):
        case = _SPENT
    return ApiError(error, case, reason or (names[0] if names else ""))


def needs_rights(error: FetchError) -> bool:
    """Whether an account with more rights may have no error: the API answers 404 for drafts of others.

    Offline this is so for any resource that is not in the cache.
    """
    rights = isinstance(error, ApiError) and error.case in {_RIGHTS, _ABSENT, _SIGN_IN}
    return rights or error.kind is FailureKind.NOT_KEPT


def final(error: FetchError, address: str) -> MigratorError:
    """The error for the user, for the blog at `address`."""
    if isinstance(error, ApiError) and not error.case.later:
        return SourceError(address, error.problem, error.advice)
    return FetchError(error.kind, address, error.problem, error.advice, status=error.status)


def _reasons(body: bytes) -> Iterator[str]:
    """Every name in an error's body that may be the reason, the most exact first."""
    try:
        error = json.loads(body)["error"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    if isinstance(error, dict):
        for name in ("details", "errors"):
            yield from (str(part["reason"]) for part in _parts(error.get(name)) if "reason" in part)
        yield str(error.get("status", ""))


def _parts(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []

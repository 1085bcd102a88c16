"""The login of an author with Google, stored for later runs.

The OAuth client is the user's own, of their own Google project; migrator has none.  OAuth itself (PKCE, the state, the
exchange, refreshing) is done by Google's library, which is imported only when it is needed.
"""

from __future__ import annotations

import json
import os
import stat
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from platformdirs import user_config_path

from migrator.errors import OutputError, SettingsError, SourceError
from migrator.fetcher.http.errors import FailureKind, FetchError

if TYPE_CHECKING:
    from google.oauth2.credentials import Credentials as Granted

SCOPES = ("https://www.googleapis.com/auth/blogger.readonly",)
"""Read only: migrator never changes a blog."""
SECONDS_TO_LOG_IN = 300
_AGAIN = "Run `migrator login` again."
_HOW = (
    "Make an OAuth client of type Desktop app at https://console.cloud.google.com/apis/credentials and give its JSON."
)


def default_token_file() -> Path:
    """The file of the login, in the user's own folder for settings, never in an output folder.

    `~/.config/migrator/token.json` on Linux.  Before platformdirs that was the path on macOS, too: a token that lies
    there is used from there.
    """
    file = user_config_path("migrator", appauthor=False, roaming=True) / "token.json"
    named = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA")
    former = (Path(named) if named else Path.home() / ".config") / "migrator" / file.name
    return former if former.exists() and not file.exists() else file


def log_in(
    client_file: Path,
    token_file: Path,
    *,
    open_browser: bool = True,
    browser: str | None = None,
    loopback: bool = False,
) -> None:
    """Let the user log in with a browser, and write the token into `token_file`, for its owner only.

    `loopback` allows the client's addresses to be on this machine, for the tests.
    """
    flow = _flow(client_file, loopback=loopback)
    try:
        granted = flow.run_local_server(
            host="127.0.0.1",
            port=0,
            open_browser=open_browser,
            browser=browser,
            timeout_seconds=SECONDS_TO_LOG_IN,
            authorization_prompt_message="Log in as an author of the blog: {url}",
            success_message="migrator may read your blog now. You can close this window.",
            # Google issues a refresh token for certain only if it asks for consent again.
            access_type="offline",
            prompt="consent",
        )
    except _login_errors() as error:
        raise SourceError("the login", f"Google did not grant it ({_error_name(error)})", "Try again.") from error
    except webbrowser.Error as error:
        raise SettingsError("the login", "no browser can be opened here", "Use --no-browser.") from error
    _write_token(granted, token_file)


class Login:
    """An author's access token, refreshed when it expires."""

    author = True

    def __init__(self, token_file: Path, *, loopback: bool = False) -> None:
        self._file = token_file
        self._granted = _stored_token(token_file, loopback=loopback)
        self._lock = Lock()

    def headers(self) -> Mapping[str, str]:
        """The access token, for the API's host alone."""
        with self._lock:
            if not self._granted.valid:
                self._refresh()
            return {"Authorization": f"Bearer {self._granted.token}"}

    def _refresh(self) -> None:
        from google.auth.exceptions import RefreshError, TransportError
        from google.auth.transport.requests import Request

        try:
            self._granted.refresh(Request())  # type: ignore[no-untyped-call] # google-auth annotates only a part of itself
        except RefreshError as error:
            raise SourceError("the login", "it has expired or was withdrawn", _AGAIN) from error
        except TransportError as error:
            raise FetchError(
                FailureKind.CONNECTION, "the login", "Google could not be reached", "Try again."
            ) from error
        _write_token(self._granted, self._file)


def stored_login(token_file: Path) -> Login | None:
    """The login of an earlier `migrator login`; None if there is none."""
    return Login(token_file) if token_file.exists() else None


def _flow(client_file: Path, *, loopback: bool) -> Any:
    try:
        from google_auth_oauthlib.flow import InstalledAppFlow
    except ImportError as error:
        raise _not_installed() from error
    config = _json(client_file, "the client file", _HOW)
    inner = config.get("installed")
    if not isinstance(inner, dict):
        raise SettingsError(str(client_file), "this is not the client of a desktop app", _HOW)
    _check_addresses(str(client_file), inner, ("auth_uri", "token_uri"), loopback=loopback)
    try:
        return InstalledAppFlow.from_client_config(config, SCOPES, autogenerate_code_verifier=True)
    except ValueError as error:
        raise SettingsError(str(client_file), f"it is not complete ({error})", _HOW) from error


def _stored_token(token_file: Path, *, loopback: bool) -> Granted:
    try:
        from google.oauth2.credentials import Credentials as Granted
    except ImportError as error:
        raise _not_installed() from error
    stored = _json(token_file, "the stored login", _AGAIN)
    _check_addresses(str(token_file), stored, ("token_uri",), loopback=loopback)
    texts = {name: stored.get(name) for name in ("token", "refresh_token", "token_uri", "client_id", "client_secret")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise SettingsError(str(token_file), "the stored login is not complete", _AGAIN)
    return Granted(**texts, scopes=SCOPES, expiry=_expiry(stored))  # type: ignore[no-untyped-call] # google-auth again


def _expiry(stored: Mapping[str, Any]) -> datetime:
    """When the access token expires, in UTC without a zone as the library wants it; 1970 if that is unknown."""
    try:
        return datetime.fromisoformat(str(stored.get("expiry"))).astimezone(UTC).replace(tzinfo=None)
    except ValueError:
        return datetime(1970, 1, 1)


def _write_token(granted: Granted, token_file: Path) -> None:
    """Write the token into a new file that only its owner can read, and rename that."""
    new = token_file.with_suffix(".new")
    try:
        token_file.parent.mkdir(mode=stat.S_IRWXU, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            new.unlink()
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(granted.to_json())  # type: ignore[no-untyped-call] # google-auth annotates only a part of itself
        new.replace(token_file)
    except OSError as error:
        raise OutputError(str(token_file), f"the login can't be kept there ({error.strerror})") from error


def _json(path: Path, what: str, advice: str) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(str(path), f"{what} can't be read ({error.strerror})", advice) from error
    except ValueError as error:
        raise SettingsError(str(path), f"{what} is not valid JSON", advice) from error
    return value if isinstance(value, dict) else {}


def _check_addresses(subject: str, config: Mapping[str, Any], names: tuple[str, ...], *, loopback: bool) -> None:
    """Raise `SettingsError` for a file that would send secrets to anybody but Google."""
    for name in names:
        parts = urlsplit(str(config.get(name, "")))
        host = f".{parts.hostname or ''}"
        googles = parts.scheme == "https" and host.endswith((".google.com", ".googleapis.com"))
        if not googles and not (loopback and parts.hostname == "127.0.0.1"):
            raise SettingsError(subject, f"its {name} is no address of Google", _HOW)


def _login_errors() -> tuple[type[Exception], ...]:
    """What a failed login raises."""
    from google_auth_oauthlib.flow import WSGITimeoutError
    from oauthlib.oauth2 import OAuth2Error
    from requests import RequestException

    return (WSGITimeoutError, OAuth2Error, RequestException, Warning)


def _error_name(error: Exception) -> str:
    """The OAuth error code or the exception's name; its message may contain secrets."""
    return str(getattr(error, "error", "") or type(error).__name__)


def _not_installed() -> SettingsError:
    return SettingsError("the login", "a package for it is missing", "Run: pip install 'blogger-migrator[login]'")

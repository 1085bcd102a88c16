"""What the flags of the network mean: the credentials to show, and the cache that keeps what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrator.cli.options import NetworkFlags
from migrator.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from migrator.fetcher.http.cache import Cache
    from migrator.fetcher.source import Credentials


def network_of(flags: NetworkFlags, sources: Sequence[str]) -> dict[str, Any]:
    """The `credentials` and the `cache` of a `Job`."""
    credentials = credentials_of(flags.api_key, as_author=flags.as_author)
    return {"credentials": credentials, "cache": _cache(sources, credentials, offline=flags.offline)}


def credentials_of(api_key: str | None, *, as_author: bool) -> Credentials | None:
    """What is shown to Blogger's API; None if blogs are read by their public feeds."""
    from migrator.fetcher.api.client import ApiKey
    from migrator.fetcher.api.login import default_token_file, stored_login

    if as_author:
        login = stored_login(default_token_file())
        if login is None:
            raise SettingsError("--as-author", "nobody has logged in", "Run `migrator login` first")
        return login
    key = (api_key or "").strip()
    if not key:
        return None
    if not key.isascii() or not key.isprintable() or " " in key:
        raise SettingsError("the API key", "this can't be one", "Copy it again from your project's Credentials page")
    return ApiKey(key)


def _cache(sources: Sequence[str], credentials: Credentials | None, *, offline: bool) -> Cache | None:
    """A cache for what different people see of these blogs; none where nothing can be kept, which only takes time."""
    from migrator.fetcher.http.cache import Cache, default_cache_root
    from migrator.fetcher.opening import is_address

    names = [source if is_address(source) else str(Path(source).absolute()) for source in sources]
    reader = "feed" if credentials is None else "author" if credentials.author else "reader"
    try:
        return Cache(default_cache_root(), [reader, *names], offline=offline)
    except OutputError:
        if offline:
            raise
        return None

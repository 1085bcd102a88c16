"""Who asks Blogger's API: the flags that say so, and the command that logs in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from migrator.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from migrator.fetcher.http.auth import Credentials
    from migrator.fetcher.http.cache import Cache

ApiKey = Annotated[
    str | None,
    typer.Option(
        "--api-key",
        metavar="KEY",
        envvar="MIGRATOR_API_KEY",
        help="Read blogs through Blogger's API, with a key of your own.",
        show_default=False,
    ),
]
AsAuthor = Annotated[
    bool,
    typer.Option("--as-author", help="Read drafts too, through Blogger's API, as who ran `migrator login`."),
]
Offline = Annotated[
    bool, typer.Option("--offline", help="Ask nothing of the network: read what an earlier run kept of the blog.")
]
ClientFile = Annotated[
    Path,
    typer.Argument(metavar="CLIENT.json", help="Your own OAuth client, of the type Desktop app.", show_default=False),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser; only print where to log in.")]


def credentials(api_key: str | None, *, as_author: bool) -> Credentials | None:
    """What the user has to show; None if blogs are read by their public feeds."""
    from migrator.fetcher.api.login import default_token_file, stored_login
    from migrator.fetcher.http.auth import ApiKey as Key

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
    return Key(key)


def network(
    sources: Sequence[str], api_key: str | None = None, *, as_author: bool = False, offline: bool = False
) -> dict[str, Any]:
    """How the network is asked, as a `Job` wants it: with which credentials, and where answers are kept."""
    who = credentials(api_key, as_author=as_author)
    return {"credentials": who, "cache": _cache(sources, who, offline=offline)}


def _cache(sources: Sequence[str], who: Credentials | None, *, offline: bool) -> Cache | None:
    """A cache for what different people see of these blogs; none where nothing can be kept, which only takes time."""
    from migrator.fetcher.http.cache import Cache, default_cache_root
    from migrator.fetcher.opening import is_address

    names = [source if is_address(source) else str(Path(source).absolute()) for source in sources]
    kind = "feed" if who is None else "author" if who.author else "reader"
    try:
        return Cache(default_cache_root(), [kind, *names], offline=offline)
    except OutputError:
        if offline:
            raise
        return None


def login(client: ClientFile, no_browser: NoBrowser = False) -> None:
    """Log in with Google as an author of your blog, so that drafts can be read."""
    from migrator.fetcher.api.login import default_token_file, log_in

    file = default_token_file()
    log_in(client, file, open_browser=not no_browser)
    typer.echo(f"Logged in. The login is kept in {file}; delete that file to forget it.")

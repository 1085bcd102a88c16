"""`migrator login`: Google tells drafts to their author."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Client = Annotated[
    Path,
    typer.Argument(metavar="CLIENT.json", help="Your own OAuth client, of the type Desktop app.", show_default=False),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Open no browser; only print where to log in.")]


def login(client: Client, no_browser: NoBrowser = False) -> None:
    """Log in with Google as an author of your blog, so that drafts can be read."""
    from migrator.fetcher.api.login import default_token_file, log_in

    file = default_token_file()
    log_in(client, file, open_browser=not no_browser)
    typer.echo(f"Logged in. The login is kept in {file}; delete that file to forget it.")

"""The program: its commands in the order in which help shows them, and how any of them ends.

Imports what a command needs when it needs it: `migrator --help` must not wait for an HTML parser.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from migrator import __version__
from migrator.cli.adopt import adopt
from migrator.cli.check import check
from migrator.cli.config import config
from migrator.cli.demo import demo
from migrator.cli.finish import finish
from migrator.cli.init import init
from migrator.cli.inspect import inspect
from migrator.cli.login import login
from migrator.cli.migrate import migrate
from migrator.cli.options import with_flags
from migrator.cli.preview import preview
from migrator.cli.resolve import resolve
from migrator.cli.sync import sync
from migrator.errors import MigratorError

COMMANDS = (migrate, sync, check, init, resolve, adopt, config, finish, preview, inspect, demo, login)


class _Guarded(TyperGroup):
    """Turns whatever ends a run into a message and an exit code; the one place that does."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MigratorError as error:
            from migrator.console.console import print_error

            print_error(error)
            raise typer.Exit(error.exit_code) from error
        except KeyboardInterrupt:
            typer.echo("Interrupted. Running the same command again finishes the work.", err=True)
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=_Guarded,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"migrator {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Takes a blog off Blogger: Markdown, local images, old addresses alive.

    Exit codes: 0 done; 1 done, but something was lost or is in conflict; 2 wrong usage, input or
    settings; 3 the source could not be reached; 4 changes are pending (--detailed-exitcode);
    130 interrupted.
    """


for command in COMMANDS:
    app.command()(with_flags(command))

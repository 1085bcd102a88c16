"""`migrator demo`: the whole tool on a sample blog."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from migrator.cli.options import Flags, Only, PrintFlags

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write to.")]


def demo(
    flags: Annotated[Flags, Only("profile")], printing: PrintFlags, folder: Folder = Path("migrator-demo")
) -> None:
    """Migrate a sample blog that is served on this machine, twice: no account, no network."""
    from migrator.console.console import Output
    from migrator.console.plan import print_changes, print_documents
    from migrator.console.progress import ProgressBars
    from migrator.console.summary import print_run
    from migrator.demo.server import DemoServer
    from migrator.job import Job
    from migrator.pipeline.run import migrate
    from migrator.settings import Settings

    out = Output(quiet=printing.quiet)
    with DemoServer() as blog:
        settings = Settings(sources=[blog.url], **flags)
        out.say(f"A sample blog is served at {blog.url} (on this machine only; nothing leaves it).", "bold")
        out.say(f"$ migrator migrate {blog.url} -o {folder} --profile {settings.profile}\n", "bold")
        # Not remembered: tomorrow nobody answers at that address.
        job = Job(settings, (blog.url,), folder, remember=False, allow_private=True, samples=1)
        with ProgressBars(quiet=printing.quiet) as bars:
            done, documents, _ = migrate(job, bars)
        print_changes(out, done.changes)
        print_documents(out, documents)
        out.say("")
        print_run(done, quiet=printing.quiet, verbose=printing.verbose)
        out.say("\nThe same command again:", "bold")
        again = migrate(job).report
        print_run(again, quiet=printing.quiet)
    out.say("\nOne image of the sample is gone for good, to show how that is told.")

"""`migrator sync`: a folder is brought up to date."""

from __future__ import annotations

from pathlib import Path

import typer

from migrator.cli.options import Folder, MachineFlags, NetworkFlags, PrintFlags, ReportFlags, RunFlags, fields_of
from migrator.errors import SettingsError


def sync(
    run: RunFlags,
    network: NetworkFlags,
    report: ReportFlags,
    machine: MachineFlags,
    printing: PrintFlags,
    folder: Folder = Path(),
) -> None:
    """Bring a folder up to date, as its migrator.toml says."""
    from migrator.cli.network import network_of
    from migrator.cli.run import run_job
    from migrator.job import Job, found_sources
    from migrator.settings import FILE_NAME, in_force, load

    if load(folder) is None:
        raise SettingsError(str(folder), f"there is no {FILE_NAME} in it", "Run `migrator init` or `migrate` first")
    settings = in_force(folder, {})
    if not settings.sources:
        raise SettingsError(str(folder / FILE_NAME), "it names no sources", "Say where the blog is read from")
    sources = tuple(found_sources(settings, folder))
    job = Job(settings, sources, folder, **fields_of(run), **network_of(network, sources))
    raise typer.Exit(run_job(job, report.report, machine, printing))

"""Output for people: colours and tables on a terminal, plain unwrapped text elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from migrator.errors import MigratorError

_PLAIN_WIDTH = 1000
"""Columns where output is no terminal: enough that no address or path is wrapped or cut."""
_CONTROLS = {code: "\N{REPLACEMENT CHARACTER}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}


class Output(Console):
    """A rich console that interprets no markup in titles and addresses, and survives a closed pipe."""

    def __init__(self, *, stderr: bool = False, quiet: bool = False) -> None:
        stream = sys.stderr if stderr else sys.stdout
        terminal = stream.isatty()
        super().__init__(
            stderr=stderr,
            quiet=quiet,
            markup=False,
            highlight=False,
            emoji=False,
            soft_wrap=False,
            force_terminal=terminal,
            width=None if terminal else _PLAIN_WIDTH,
        )

    def on_broken_pipe(self) -> None:
        """Print nothing more once the reader, like `head`, has closed the pipe; the run and its exit code stay."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def say(self, text: str, style: str = "") -> None:
        """Print one line of text that may hold anything a title can hold."""
        self.print(Text(printable(text), style=style), soft_wrap=True)

    def grid(self, rows: list[tuple[str, ...]], *, right: tuple[int, ...] = ()) -> None:
        """Print rows in columns; those whose numbers are in `right` stand flush right."""
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 3, 0, 0))
        for number in range(max(map(len, rows), default=0)):
            table.add_column(justify="right" if number in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(printable(cell)) for cell in row))
        if self.is_terminal:
            self.print(table)
            return
        with self.capture() as caught:
            self.print(table)
        for line in caught.get().splitlines():
            self.print(Text(line.rstrip()), soft_wrap=True)


def print_text(parts: Iterable[str]) -> None:
    """Print a text for programs on stdout, unchanged."""
    out = Output()
    for part in parts:
        out.print(Text(part), soft_wrap=True, end="")


def printable(text: str) -> str:
    """The text with control characters replaced: an escape sequence in a title would steer the terminal."""
    return text.translate(_CONTROLS)


def print_error(error: MigratorError) -> None:
    """Print the error that ended the run on stderr: its subject, problem and advice."""
    out = Output(stderr=True)
    line = printable(f"{error.subject}: {sentence(error.problem)}")
    out.print(Text.assemble(("Error: ", "bold red"), line), soft_wrap=True)
    if error.advice:
        out.say(f"  {sentence(error.advice)}")


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends like a sentence already."""
    return text if text.endswith((".", "?", "!")) else f"{text}."

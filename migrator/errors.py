"""Errors that end a run.  A single bad post is a `Note`, never one of these."""

from __future__ import annotations


class MigratorError(Exception):
    """An error that the user can understand and often mend.

    `subject` names the source, file or setting, `problem` says what is wrong with it, `advice` what to do next;
    the command line exits with `exit_code`.
    """

    exit_code = 2

    def __init__(self, subject: str, problem: str, advice: str = "") -> None:
        super().__init__(subject, problem, advice)
        self.subject = subject
        self.problem = problem
        self.advice = advice

    def __str__(self) -> str:
        sentence = f"{self.subject}: {self.problem}"
        return f"{sentence}. {self.advice}" if self.advice else sentence


class SourceError(MigratorError):
    """A source that no blog can be read from."""


class UnreachableError(MigratorError):
    """A source that could not be reached, and may be fine."""

    exit_code = 3


class SettingsError(MigratorError):
    """A setting or option with a value that can't be used."""


class OutputError(MigratorError):
    """An output folder or file that can't be read or written, or is not migrator's to write."""


class FullReadNeeded(Exception):
    """Raised where an incremental sync can't tell what changed, so that the whole blog has to be read."""


BODY_ERRORS = (MigratorError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What a body that nobody foresaw may raise: by a wrong number, address or encoding, a missing part, endless depth.
Errors of disk, memory or network are not among them: they end the run."""

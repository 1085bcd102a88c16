"""What makes a whole run impossible.  A single bad post is a `Note`, never one of these."""

from __future__ import annotations


class MigratorError(Exception):
    """An end of the run that the user can understand: a subject, what is wrong, what to do next.

    `exit_code` is what the command line exits with.
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
    """The given source is not something a blog can be read from."""


class UnreachableError(MigratorError):
    """The source may be fine, but could not be reached."""

    exit_code = 3


class SettingsError(MigratorError):
    """A setting or option has a value that can't be used."""


class OutputError(MigratorError):
    """The output folder can't be written, or is not ours to write."""


class FullReadNeeded(Exception):
    """What changed since an earlier run can't be told from a part of the blog: all of it has to be read."""


ODD = (MigratorError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
"""What code stumbles with over a body that nobody foresaw: a wrong number, address or encoding, a missing
piece, endless depth.  Trouble with disk, memory or the network is not the post's and ends the run."""

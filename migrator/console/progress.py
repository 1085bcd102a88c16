"""The progress of a run: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from migrator.console.console import Output

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ProgressBars:
    """A `ProgressListener` that draws one bar a stage on stderr."""

    def __init__(self, *, quiet: bool = False) -> None:
        out = Output(stderr=True, quiet=quiet)
        self._progress: Progress | None = _bars(out) if out.is_terminal and not quiet else None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if self._progress:
            self._progress.start()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._progress:
            self._progress.stop()

    def stage(self, name: str) -> None:
        """Draw the bar of the stage `name`."""
        if self._progress:
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(name, total=None)

    def reach(self, done: int, total: int | None) -> None:
        """Move the bar to `done` of `total` steps; None where the total isn't known."""
        if self._progress and self._task is not None:
            self._progress.update(self._task, completed=done, total=total)


def _bars(out: Output) -> Progress:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=out, transient=True)

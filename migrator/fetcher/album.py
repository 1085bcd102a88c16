"""All pictures of a run: fetched once each in the background, then named.

Names depend on what was fetched, never on the order in which it came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self

from migrator.errors import OutputError
from migrator.fetcher.download import Catch, Dead, Downloader, Fetches
from migrator.fetcher.filenames import Nameless, name_all
from migrator.model import Note, Picture, StoredPicture


@dataclass(frozen=True, slots=True)
class AlbumResult:
    """What became of the pictures that were wanted."""

    stored: Mapping[str, StoredPicture]
    """By key; a dead picture is missing."""
    staged: Mapping[PurePosixPath, Path]
    """Where each new file lies until it is moved to its path in the output folder."""
    notes: tuple[Note, ...]
    bytes: int
    """How much was fetched by this run."""


class Album:
    """Asks for pictures while posts are converted; `finish()` says where they are.

    A picture that an earlier run stored, and whose file is still there with its size, is not fetched again.
    Use it as a context manager: leaving it early drops what wasn't begun.
    """

    def __init__(
        self,
        client: Fetches,
        staging: Path,
        known: Mapping[str, StoredPicture],
        root: Path,
        folder: PurePosixPath,
        concurrency: int = 8,
    ) -> None:
        self._download = Downloader(client, staging)
        self._root = root
        self._folder = folder
        self._known = known
        self._there = {key for key, picture in known.items() if _lies(root, picture)}
        self._wanted: dict[str, Picture] = {}
        self._posts: dict[str, set[str]] = {}
        self._names: dict[str, set[str]] = {}
        self._futures: dict[str, Future[Catch | Dead]] = {}
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="picture")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=error is None, cancel_futures=True)

    def want(self, picture: Picture, post_id: str = "") -> None:
        """Have the picture fetched, unless it is there or being fetched."""
        self._posts.setdefault(picture.key, set()).add(post_id)
        self._names.setdefault(picture.key, set()).add(picture.name)
        if picture.key not in self._wanted:
            self._wanted[picture.key] = picture
            if picture.key not in self._there:
                self._futures[picture.key] = self._pool.submit(self._download.fetch, picture)

    def finish(self, progress: Callable[[int, int], None] = lambda _done, _all: None) -> AlbumResult:
        """Wait for all that was wanted and give out the names; `progress(done, all)` is called on the way."""
        for done, _ in enumerate(as_completed(self._futures.values()), 1):
            progress(done, len(self._futures))
        outcomes = {key: self._outcome(key) for key in sorted(self._futures)}
        caught = {key: got for key, got in outcomes.items() if isinstance(got, Catch)}
        paths = self._paths(caught)
        stored = {key: self._known[key] for key in self._wanted if key in self._there}
        for key, catch in caught.items():
            stored[key] = StoredPicture(key, paths[catch.sha256], catch.sha256, catch.size, catch.served_by)
        there = {self._known[key].path for key in self._there}
        staged = {paths[one.sha256]: one.file for one in caught.values() if paths[one.sha256] not in there}
        dead = [(key, got.reason) for key, got in outcomes.items() if isinstance(got, Dead)]
        notes = tuple(note for key, reason in dead for note in self._mourn(key, reason))
        return AlbumResult(stored, staged, notes, sum(catch.size for catch in caught.values()))

    def _outcome(self, key: str) -> Catch | Dead:
        try:
            return self._futures[key].result()
        except OSError as error:
            advice = "Make room or choose another place for temporary files (TMPDIR)."
            raise OutputError("pictures", f"they can't be put aside ({error.strerror})", advice) from error

    def _paths(self, caught: Mapping[str, Catch]) -> dict[str, PurePosixPath]:
        """Where each content goes, by SHA-256: where it already is, where it was, or under a new name."""
        paths = {self._known[key].sha256: self._known[key].path for key in self._there}
        for key, catch in caught.items():
            before = self._known.get(key)
            if before is not None and before.sha256 == catch.sha256:
                paths.setdefault(catch.sha256, before.path)
        owned = {picture.path: picture.sha256 for picture in self._known.values()}

        def taken(name: str, sha256: str) -> bool:
            path = self._folder / name
            if path in owned:
                return owned[path] != sha256
            return _holds_other(self._root / path, sha256)

        new = [
            Nameless(catch.sha256, name, catch.ending)
            for key, catch in caught.items()
            for name in self._names[key]
            if catch.sha256 not in paths
        ]
        return paths | {sha256: self._folder / name for sha256, name in name_all(new, taken).items()}

    def _mourn(self, key: str, reason: str) -> Iterable[Note]:
        source = self._wanted[key].source
        for post_id in sorted(self._posts[key]):
            yield Note(
                code="image-dead",
                subject=source if len(source) <= 200 else f"{source[:200]}...",
                message=f"The picture could not be fetched: {reason}.",
                advice="Its remote address stays in the text.",
                post_id=post_id,
                loss=True,
            )


def _lies(root: Path, picture: StoredPicture) -> bool:
    path = root / picture.path
    return path.is_file() and path.stat().st_size == picture.size


def _holds_other(path: Path, sha256: str) -> bool:
    """Whether something other than this content lies there."""
    if not path.exists():
        return False
    return not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256

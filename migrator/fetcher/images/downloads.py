"""All pictures of a run: fetched once each in the background, then named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, as_completed
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self, TypeAlias
from urllib.parse import urlsplit

from migrator.fetcher.http.throttle import MOST_AT_ONCE
from migrator.fetcher.images.allowance import Allowance
from migrator.fetcher.images.downloader import PICTURE, Dead, Downloader, Fetches, Kind, unpack
from migrator.fetcher.images.paths import Asked, Shelves
from migrator.fetcher.images.staging import Catch, Staging, Tried, disk
from migrator.fetcher.images.takeout import Original, Originals, Question, take
from migrator.fetcher.images.wayback import Archive, captured_on
from migrator.fetcher.images.workers import Crew
from migrator.model import Note, Picture, StoredPicture

Progress: TypeAlias = Callable[[int, int], None]
MOST_PICTURES = 250_000
"""No blog has more; what asks for more is meant to fill a disk."""

SLACK = 4
"""So many more are at work than ask a host at once: while one is put aside, the next has its turn already."""


@dataclass(frozen=True, slots=True)
class AlbumResult:
    """What became of the pictures that were wanted."""

    stored: Mapping[str, StoredPicture]
    """By key; a dead picture is missing."""
    staged: Mapping[PurePosixPath, Path]
    """Where each new file lies until it is moved to its path in the output folder."""
    notes: tuple[Note, ...]
    bytes: int
    """How much was fetched from the network by this run."""
    tried: Mapping[str, tuple[Tried, ...]] = field(default_factory=dict)
    """By key, the addresses that were asked in vain by this run."""

    @property
    def served(self) -> tuple[Mapping[str, object], ...]:
        """Each picture's file ('' for a dead one), what served it, and what was tried before, in that order."""
        return tuple(
            {
                "path": str(self.stored[key].path) if key in self.stored else "",
                "served_by": self.stored[key].served_by if key in self.stored else "",
                "tried": [{"address": one.address, "problem": one.problem} for one in self.tried.get(key, ())],
            }
            for key in sorted({*self.stored, *self.tried})
        )


class Album:
    """Asks for pictures while posts are converted; `finish()` says where they are.

    A picture that an earlier run stored, and whose file is still there with its size, is not fetched again;
    neither is one that lies in `staging` because an earlier run never ended.
    Use it as a context manager: leaving it early drops what wasn't begun.
    """

    def __init__(
        self,
        client: Fetches,
        staging: Path,
        known: Mapping[str, StoredPicture],
        root: Path,
        folder: PurePosixPath,
        concurrency: int = MOST_AT_ONCE,
        most: int = MOST_PICTURES,
        rescue: Archive | None = None,
        allowance: Allowance | None = None,
    ) -> None:
        self._staging = Staging(staging)
        self._download = Downloader(client, self._staging, allowance)
        self._shelves = Shelves.look(root, known)
        self._folder = folder
        self._most = most
        self._rescue = rescue
        self._originals = Originals()
        self._asked: dict[str, Asked] = {}
        self._outcomes: dict[str, Future[Catch | Dead]] = {}
        self._crew: Crew[Catch | Dead] = Crew(concurrency + SLACK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._crew.close(wait=error is None)
        self._staging.close()

    def use(self, originals: Originals) -> None:
        """Take pictures from here rather than from the network; to be said before any is wanted."""
        self._originals = originals

    def want(
        self,
        picture: Picture,
        post_id: str = "",
        folder: PurePosixPath | None = None,
        kind: Kind = PICTURE,
        day: str = "",
    ) -> None:
        """Have the picture fetched, unless it is there or being fetched.

        The first post that wants it says in which folder it goes.
        """
        # What a data: address holds may be large; it is written down at once and need not be kept.
        slim = replace(picture, source="data:", candidates=()) if _holds_data(picture) else picture
        asked = self._asked.get(picture.key)
        if asked is None:
            asked = self._asked[picture.key] = Asked(slim, kind, folder or self._folder, day)
            if picture.key not in self._shelves.there and not self._originals.of(picture.name):
                self._outcomes[picture.key] = self._begin(picture, kind)
        asked.add(slim, post_id)

    def _begin(self, picture: Picture, kind: Kind) -> Future[Catch | Dead]:
        done: Future[Catch | Dead] = Future()
        if len(self._asked) > self._most:
            problem = f"the posts show more than {self._most:,} pictures, and only so many are fetched in one run"
            done.set_result(Dead((Tried(picture.source, problem),)))
        elif _holds_data(picture):
            with disk():
                done.set_result(unpack(picture, self._staging))
        else:
            host = urlsplit(picture.candidates[0]).netloc
            done = self._crew.submit(host, partial(self._fetch, picture, kind))
        return done

    def _fetch(self, picture: Picture, kind: Kind) -> Catch | Dead:
        return self._staging.found(picture.token) or self._download.fetch(picture, kind)

    def finish(self, progress: Progress = lambda _done, _all: None) -> AlbumResult:
        """Wait for all that was wanted and give out the names; `progress(done, all)` is called on the way."""
        self._share_out()
        outcomes = self._gathered(progress)
        for key, got in outcomes.items():
            if isinstance(got, Dead) and not got.left_out and (self._asked[key].more or self._rescue):
                self._outcomes[key] = self._crew.submit("", partial(self._again, self._asked[key], got))
        outcomes = self._gathered(lambda _done, _all: None)
        return self._result(outcomes)

    def _share_out(self) -> None:
        """Decide which of the originals at hand are meant, now that every post has asked; fetch the others."""
        begun = self._shelves.there | self._outcomes.keys()
        waiting = {key: asked for key, asked in self._asked.items() if key not in begun}
        chosen = self._originals.chosen({key: Question(each.picture.name, each.day) for key, each in waiting.items()})
        for key, asked in waiting.items():
            if key in chosen:
                self._outcomes[key] = self._crew.submit("", partial(self._take, asked, chosen[key]))
            else:
                self._outcomes[key] = self._begin(asked.picture, asked.kind)

    def _take(self, asked: Asked, original: Original) -> Catch | Dead:
        """The original, unless an earlier run found it to be another picture, of the same name."""
        catch = take(original, asked.picture.token, self._staging)
        if catch is None or self._shelves.holds(catch.sha256, asked.picture.key):
            return self._download.fetch(asked.picture, asked.kind)
        return catch

    def _gathered(self, progress: Progress) -> dict[str, Catch | Dead]:
        """Every outcome, by key in order of the keys; a full disk is told at once."""
        for done, future in enumerate(as_completed(self._outcomes.values()), 1):
            with disk():
                future.result()
            progress(done, len(self._outcomes))
        return {key: self._outcomes[key].result() for key in sorted(self._outcomes)}

    def _again(self, asked: Asked, dead: Dead) -> Catch | Dead:
        """Try the addresses that only other posts know, and then what an archive has kept."""
        more = replace(asked.picture, candidates=tuple(asked.more))
        got = self._download.fetch(more, asked.kind, dead.tried)
        if isinstance(got, Dead) and not got.left_out and self._rescue and not _holds_data(asked.picture):
            captures = self._rescue.captures(asked.picture, asked.day)
            got = self._download.fetch(replace(asked.picture, candidates=captures), asked.kind, got.tried)
        return got

    def _result(self, outcomes: Mapping[str, Catch | Dead]) -> AlbumResult:
        shelves = self._shelves
        caught = {key: got for key, got in outcomes.items() if isinstance(got, Catch)}
        with disk():
            paths = shelves.paths(caught, self._asked)
        stored = {key: shelves.known[key] for key in self._asked if key in shelves.there}
        for key, catch in caught.items():
            stored[key] = StoredPicture(key, paths[catch.sha256], catch.sha256, catch.size, catch.served_by)
        there = {shelves.known[key].path for key in shelves.there}
        return AlbumResult(
            stored,
            staged={paths[one.sha256]: one.file for one in caught.values() if paths[one.sha256] not in there},
            notes=tuple(note for key, got in outcomes.items() for note in self._told(self._asked[key], got)),
            bytes=sum(catch.size for catch in caught.values() if catch.served_by.startswith("http")),
            tried={key: got.tried for key, got in outcomes.items() if got.tried},
        )

    def _told(self, asked: Asked, got: Catch | Dead) -> Iterator[Note]:
        """A note for each post that wanted what could not be had, or only from an archive."""
        stem = "image" if asked.kind is PICTURE else "attachment"
        rescued = captured_on(got.served_by) if isinstance(got, Catch) else ""
        if isinstance(got, Dead):
            dead = Note(
                code=f"{stem}-left-out" if got.left_out else f"{stem}-dead",
                subject=asked.subject,
                message=f"The {asked.kind.word} could not be fetched: {got.reason}.",
                advice=_advice(asked, got),
                loss=asked.kind.certain,
                passing=self._download.may_pass(got),
            )
            yield from (replace(dead, post_id=post_id) for post_id in sorted(asked.posts))
        elif rescued:
            message = f"The {asked.kind.word} is gone; the Internet Archive's copy of {rescued} is used."
            yield from (
                Note(f"{stem}-rescued", asked.subject, message, post_id=post_id) for post_id in sorted(asked.posts)
            )


def _holds_data(picture: Picture) -> bool:
    return picture.source[:5].casefold() == "data:"


def _advice(asked: Asked, dead: Dead) -> str:
    if dead.left_out:
        return "The next run goes on; until then the remote addresses stay in the text."
    return "" if _holds_data(asked.picture) else "Its remote address stays in the text."

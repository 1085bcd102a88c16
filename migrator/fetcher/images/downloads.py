"""All images of a run: fetched once each in the background, then named."""

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
from migrator.fetcher.images.downloader import IMAGE, ByteLimit, Downloader, Fetches, FileKind, Unavailable, unpack
from migrator.fetcher.images.paths import ImagePaths, ImageRequest
from migrator.fetcher.images.staging import Attempt, StagedFile, Staging, disk
from migrator.fetcher.images.takeout import ImageLookup, TakeoutImage, TakeoutImages, take
from migrator.fetcher.images.wayback import Archive, captured_on
from migrator.fetcher.images.workers import HostWorkers
from migrator.model import Image, Note, StoredImage

Progress: TypeAlias = Callable[[int, int], None]
MOST_IMAGES = 250_000
"""No blog has more; what asks for more is meant to fill a disk."""

SLACK = 4
"""So many more are at work than ask a host at once: while one is put aside, the next has its turn already."""


@dataclass(frozen=True, slots=True)
class DownloadResult:
    """What became of the images that were wanted."""

    stored: Mapping[str, StoredImage]
    """By key; a dead image is missing."""
    staged: Mapping[PurePosixPath, Path]
    """Where each new file lies until it is moved to its path in the output folder."""
    notes: tuple[Note, ...]
    bytes: int
    """How much was fetched from the network by this run."""
    tried: Mapping[str, tuple[Attempt, ...]] = field(default_factory=dict)
    """By key, the addresses that were asked in vain by this run."""

    @property
    def served(self) -> tuple[Mapping[str, object], ...]:
        """Each image's file ('' for a dead one), what served it, and what was tried before, in that order."""
        return tuple(
            {
                "path": str(self.stored[key].path) if key in self.stored else "",
                "served_by": self.stored[key].served_by if key in self.stored else "",
                "tried": [{"address": one.address, "problem": one.problem} for one in self.tried.get(key, ())],
            }
            for key in sorted({*self.stored, *self.tried})
        )


class Downloads:
    """Asks for images while posts are converted; `finish()` says where they are.

    An image that an earlier run stored, and whose file is still there with its size, is not fetched again;
    neither is one that lies in `staging` because an earlier run never ended.
    Use it as a context manager: leaving it early drops what wasn't begun.
    """

    def __init__(
        self,
        client: Fetches,
        staging: Path,
        known: Mapping[str, StoredImage],
        root: Path,
        folder: PurePosixPath,
        concurrency: int = MOST_AT_ONCE,
        most: int = MOST_IMAGES,
        rescue: Archive | None = None,
        allowance: ByteLimit | None = None,
    ) -> None:
        self._staging = Staging(staging)
        self._download = Downloader(client, self._staging, allowance)
        self._shelves = ImagePaths.look(root, known)
        self._folder = folder
        self._most = most
        self._rescue = rescue
        self._originals = TakeoutImages()
        self._asked: dict[str, ImageRequest] = {}
        self._outcomes: dict[str, Future[StagedFile | Unavailable]] = {}
        self._crew: HostWorkers[StagedFile | Unavailable] = HostWorkers(concurrency + SLACK)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._crew.close(wait=error is None)
        self._staging.close()

    def use(self, originals: TakeoutImages) -> None:
        """Take images from here rather than from the network; to be said before any is wanted."""
        self._originals = originals

    def want(
        self,
        image: Image,
        post_id: str = "",
        folder: PurePosixPath | None = None,
        kind: FileKind = IMAGE,
        day: str = "",
    ) -> None:
        """Have the image fetched, unless it is there or being fetched.

        The first post that wants it says in which folder it goes.
        """
        # What a data: address holds may be large; it is written down at once and need not be kept.
        slim = replace(image, source="data:", candidates=()) if _holds_data(image) else image
        asked = self._asked.get(image.key)
        if asked is None:
            asked = self._asked[image.key] = ImageRequest(slim, kind, folder or self._folder, day)
            if image.key not in self._shelves.there and not self._originals.of(image.name):
                self._outcomes[image.key] = self._begin(image, kind)
        asked.add(slim, post_id)

    def _begin(self, image: Image, kind: FileKind) -> Future[StagedFile | Unavailable]:
        done: Future[StagedFile | Unavailable] = Future()
        if len(self._asked) > self._most:
            problem = f"the posts show more than {self._most:,} images, and only so many are fetched in one run"
            done.set_result(Unavailable((Attempt(image.source, problem),)))
        elif _holds_data(image):
            with disk():
                done.set_result(unpack(image, self._staging))
        else:
            host = urlsplit(image.candidates[0]).netloc
            done = self._crew.submit(host, partial(self._fetch, image, kind))
        return done

    def _fetch(self, image: Image, kind: FileKind) -> StagedFile | Unavailable:
        return self._staging.found(image.token) or self._download.fetch(image, kind)

    def finish(self, progress: Progress = lambda _done, _all: None) -> DownloadResult:
        """Wait for all that was wanted and give out the names; `progress(done, all)` is called on the way."""
        self._share_out()
        outcomes = self._gathered(progress)
        for key, got in outcomes.items():
            if isinstance(got, Unavailable) and not got.left_out and (self._asked[key].more or self._rescue):
                self._outcomes[key] = self._crew.submit("", partial(self._again, self._asked[key], got))
        outcomes = self._gathered(lambda _done, _all: None)
        return self._result(outcomes)

    def _share_out(self) -> None:
        """Decide which of the originals at hand are meant, now that every post has asked; fetch the others."""
        begun = self._shelves.there | self._outcomes.keys()
        waiting = {key: asked for key, asked in self._asked.items() if key not in begun}
        chosen = self._originals.chosen({key: ImageLookup(each.image.name, each.day) for key, each in waiting.items()})
        for key, asked in waiting.items():
            if key in chosen:
                self._outcomes[key] = self._crew.submit("", partial(self._take, asked, chosen[key]))
            else:
                self._outcomes[key] = self._begin(asked.image, asked.kind)

    def _take(self, asked: ImageRequest, original: TakeoutImage) -> StagedFile | Unavailable:
        """The original, unless an earlier run found it to be another image, of the same name."""
        catch = take(original, asked.image.token, self._staging)
        if catch is None or self._shelves.holds(catch.sha256, asked.image.key):
            return self._download.fetch(asked.image, asked.kind)
        return catch

    def _gathered(self, progress: Progress) -> dict[str, StagedFile | Unavailable]:
        """Every outcome, by key in order of the keys; a full disk is told at once."""
        for done, future in enumerate(as_completed(self._outcomes.values()), 1):
            with disk():
                future.result()
            progress(done, len(self._outcomes))
        return {key: self._outcomes[key].result() for key in sorted(self._outcomes)}

    def _again(self, asked: ImageRequest, dead: Unavailable) -> StagedFile | Unavailable:
        """Try the addresses that only other posts know, and then what an archive has kept."""
        more = replace(asked.image, candidates=tuple(asked.more))
        got = self._download.fetch(more, asked.kind, dead.tried)
        if isinstance(got, Unavailable) and not got.left_out and self._rescue and not _holds_data(asked.image):
            captures = self._rescue.captures(asked.image, asked.day)
            got = self._download.fetch(replace(asked.image, candidates=captures), asked.kind, got.tried)
        return got

    def _result(self, outcomes: Mapping[str, StagedFile | Unavailable]) -> DownloadResult:
        shelves = self._shelves
        caught = {key: got for key, got in outcomes.items() if isinstance(got, StagedFile)}
        with disk():
            paths = shelves.paths(caught, self._asked)
        stored = {key: shelves.known[key] for key in self._asked if key in shelves.there}
        for key, catch in caught.items():
            stored[key] = StoredImage(key, paths[catch.sha256], catch.sha256, catch.size, catch.served_by)
        there = {shelves.known[key].path for key in shelves.there}
        return DownloadResult(
            stored,
            staged={paths[one.sha256]: one.file for one in caught.values() if paths[one.sha256] not in there},
            notes=tuple(note for key, got in outcomes.items() for note in self._told(self._asked[key], got)),
            bytes=sum(catch.size for catch in caught.values() if catch.served_by.startswith("http")),
            tried={key: got.tried for key, got in outcomes.items() if got.tried},
        )

    def _told(self, asked: ImageRequest, got: StagedFile | Unavailable) -> Iterator[Note]:
        """A note for each post that wanted what could not be had, or only from an archive."""
        stem = "image" if asked.kind is IMAGE else "attachment"
        rescued = captured_on(got.served_by) if isinstance(got, StagedFile) else ""
        if isinstance(got, Unavailable):
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


def _holds_data(image: Image) -> bool:
    return image.source[:5].casefold() == "data:"


def _advice(asked: ImageRequest, dead: Unavailable) -> str:
    if dead.left_out:
        return "The next run goes on; until then the remote addresses stay in the text."
    return "" if _holds_data(asked.image) else "Its remote address stays in the text."

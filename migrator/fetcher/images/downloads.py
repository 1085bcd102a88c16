"""All images of a run: downloaded once each in the background, then named."""

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
from migrator.fetcher.images.downloader import IMAGE, ByteLimit, Downloader, FileClient, FileKind, Unavailable, decode
from migrator.fetcher.images.paths import ImagePaths, ImageRequest
from migrator.fetcher.images.staging import Attempt, StagedFile, Staging, disk
from migrator.fetcher.images.takeout import ImageLookup, TakeoutImage, TakeoutImages, copy
from migrator.fetcher.images.wayback import CaptureSource, captured_on
from migrator.fetcher.images.workers import HostWorkers
from migrator.model import Image, Note, StoredImage

ProgressCallback: TypeAlias = Callable[[int, int], None]
Outcome: TypeAlias = StagedFile | Unavailable
MOST_IMAGES = 250_000
"""No blog has more; what asks for more is meant to fill a disk."""
SPARE_WORKERS = 4
"""Threads of a host beyond its concurrent requests: while one stores its file, another sends a request."""


@dataclass(frozen=True, slots=True)
class DownloadResult:
    """What became of the images that were wanted."""

    stored: Mapping[str, StoredImage]
    """By key; a dead image is missing."""
    staged: Mapping[PurePosixPath, Path]
    """The new files by their path in the output folder: where each lies until it is moved there."""
    notes: tuple[Note, ...]
    bytes: int
    """How much was fetched from the network by this run."""
    tried: Mapping[str, tuple[Attempt, ...]] = field(default_factory=dict)
    """By key, the addresses that failed in this run."""
    here: int = 0
    """How many images are stored; attachments are none."""
    gone: int = 0
    """How many could not be had."""
    waiting: int = 0
    """How many were left to the next run."""

    @property
    def served(self) -> tuple[Mapping[str, object], ...]:
        """Each image's file ('' for a dead one), the address that served it, and those that failed before it."""
        return tuple(
            {
                "path": str(self.stored[key].path) if key in self.stored else "",
                "served_by": self.stored[key].served_by if key in self.stored else "",
                "tried": [{"address": one.address, "problem": one.problem} for one in self.tried.get(key, ())],
            }
            for key in sorted({*self.stored, *self.tried})
        )


class Downloads:
    """Downloads images while posts are converted; `finish()` gives out their paths.

    An image that an earlier run stored, and whose file is still there with its size, is not fetched again;
    neither is one that lies in `staging` because an earlier run was interrupted.
    Use it as a context manager: leaving it early drops the downloads that have not begun.
    """

    def __init__(
        self,
        client: FileClient,
        staging: Path,
        known: Mapping[str, StoredImage],
        root: Path,
        folder: PurePosixPath,
        concurrency: int = MOST_AT_ONCE,
        most: int = MOST_IMAGES,
        wayback: CaptureSource | None = None,
        limit: ByteLimit | None = None,
    ) -> None:
        """`known` are the images that earlier runs stored in the output folder `root`; new ones go into `folder`."""
        self._staging = Staging(staging)
        self._downloader = Downloader(client, self._staging, limit)
        self._paths = ImagePaths.look(root, known)
        self._folder = folder
        self._most = most
        self._wayback = wayback
        self._takeout = TakeoutImages()
        self._requests: dict[str, ImageRequest] = {}
        self._futures: dict[str, Future[Outcome]] = {}
        self._workers: HostWorkers[Outcome] = HostWorkers(concurrency + SPARE_WORKERS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._workers.close(wait=error is None)
        self._staging.close()

    def use(self, takeout: TakeoutImages) -> None:
        """Take images from an export rather than from the network; call it before any is wanted."""
        self._takeout = takeout

    def want(
        self,
        image: Image,
        post_id: str = "",
        folder: PurePosixPath | None = None,
        kind: FileKind = IMAGE,
        day: str = "",
    ) -> None:
        """Download the image in the background, unless it is stored or requested already.

        It goes into the folder that the first post names.
        """
        # A data: URL may be large; it is decoded into a file at once and need not be kept.
        slim = replace(image, source="data:", candidates=()) if _is_data(image) else image
        request = self._requests.get(image.key)
        if request is None:
            request = self._requests[image.key] = ImageRequest(slim, kind, folder or self._folder, day)
            if image.key not in self._paths.there and not self._takeout.of(image.name):
                self._futures[image.key] = self._begin(image, kind)
        request.add(slim, post_id)

    def _begin(self, image: Image, kind: FileKind) -> Future[Outcome]:
        done: Future[Outcome] = Future()
        if len(self._requests) > self._most:
            problem = f"the posts show more than {self._most:,} images, and only so many are fetched in one run"
            done.set_result(Unavailable((Attempt(image.source, problem),)))
        elif _is_data(image):
            with disk():
                done.set_result(decode(image, self._staging))
        else:
            host = urlsplit(image.candidates[0]).netloc
            done = self._workers.submit(host, partial(self._download, image, kind))
        return done

    def _download(self, image: Image, kind: FileKind) -> Outcome:
        return self._staging.found(image.token) or self._downloader.fetch(image, kind)

    def finish(self, progress: ProgressCallback = lambda _done, _all: None) -> DownloadResult:
        """Wait for all downloads and give out the paths; `progress(done, all)` is called on the way."""
        self._begin_rest()
        outcomes = self._outcomes(progress)
        for key, outcome in outcomes.items():
            request = self._requests[key]
            if isinstance(outcome, Unavailable) and not outcome.left_out and (request.more or self._wayback):
                self._futures[key] = self._workers.submit("", partial(self._second_download, request, outcome))
        return self._result(self._outcomes(lambda _done, _all: None))

    def _begin_rest(self) -> None:
        """Take or download the images that may be in the Takeout, now that every post's images are known."""
        begun = self._paths.there | self._futures.keys()
        waiting = {key: request for key, request in self._requests.items() if key not in begun}
        chosen = self._takeout.chosen({key: ImageLookup(each.image.name, each.day) for key, each in waiting.items()})
        for key, request in waiting.items():
            if key in chosen:
                self._futures[key] = self._workers.submit("", partial(self._takeout_copy, request, chosen[key]))
            else:
                self._futures[key] = self._begin(request.image, request.kind)

    def _takeout_copy(self, request: ImageRequest, original: TakeoutImage) -> Outcome:
        """The Takeout's image, unless an earlier run found its content to be another image of the same name."""
        staged = copy(original, request.image.token, self._staging)
        if staged is None or self._paths.holds(staged.sha256, request.image.key):
            return self._downloader.fetch(request.image, request.kind)
        return staged

    def _outcomes(self, progress: ProgressCallback) -> dict[str, Outcome]:
        """Every outcome by key, sorted by the keys; raises `OutputError` as soon as the disk is full."""
        for done, future in enumerate(as_completed(self._futures.values()), 1):
            with disk():
                future.result()
            progress(done, len(self._futures))
        return {key: self._futures[key].result() for key in sorted(self._futures)}

    def _second_download(self, request: ImageRequest, dead: Unavailable) -> Outcome:
        """Try the addresses that only later posts named, and then the Internet Archive's captures."""
        more = replace(request.image, candidates=tuple(request.more))
        outcome = self._downloader.fetch(more, request.kind, dead.tried)
        if isinstance(outcome, Unavailable) and not outcome.left_out and self._wayback and not _is_data(request.image):
            captures = self._wayback.captures(request.image, request.day)
            archived = replace(request.image, candidates=captures)
            outcome = self._downloader.fetch(archived, request.kind, outcome.tried)
        return outcome

    def _result(self, outcomes: Mapping[str, Outcome]) -> DownloadResult:
        known, there = self._paths.known, self._paths.there
        files = {key: outcome for key, outcome in outcomes.items() if isinstance(outcome, StagedFile)}
        with disk():
            paths = self._paths.paths(files, self._requests)
        stored = {key: known[key] for key in self._requests if key in there}
        for key, file in files.items():
            stored[key] = StoredImage(key, paths[file.sha256], file.sha256, file.size, file.served_by)
        present = {known[key].path for key in there}
        images = {key for key, request in self._requests.items() if request.kind is IMAGE}
        missing = [one for key, one in outcomes.items() if key in images and isinstance(one, Unavailable)]
        waiting = sum(one.left_out for one in missing)
        return DownloadResult(
            stored,
            staged={paths[one.sha256]: one.file for one in files.values() if paths[one.sha256] not in present},
            notes=tuple(note for key, one in outcomes.items() for note in self._notes(self._requests[key], one)),
            bytes=sum(file.size for file in files.values() if file.served_by.startswith("http")),
            tried={key: outcome.tried for key, outcome in outcomes.items() if outcome.tried},
            here=len(images & stored.keys()),
            gone=len(missing) - waiting,
            waiting=waiting,
        )

    def _notes(self, request: ImageRequest, outcome: Outcome) -> Iterator[Note]:
        """A note for each post whose image is dead, left out, or only a capture of the Internet Archive."""
        stem = "image" if request.kind is IMAGE else "attachment"
        captured = captured_on(outcome.served_by) if isinstance(outcome, StagedFile) else ""
        if isinstance(outcome, Unavailable):
            dead = Note(
                code=f"{stem}-left-out" if outcome.left_out else f"{stem}-dead",
                subject=request.subject,
                message=f"The {request.kind.word} could not be fetched: {outcome.reason}.",
                advice=_advice(request, outcome),
                loss=request.kind.certain,
                passing=self._downloader.may_pass(outcome),
            )
            yield from (replace(dead, post_id=post_id) for post_id in sorted(request.posts))
        elif captured:
            message = f"The {request.kind.word} is gone; the Internet Archive's copy of {captured} is used."
            yield from (
                Note(f"{stem}-rescued", request.subject, message, post_id=post_id) for post_id in sorted(request.posts)
            )


def _is_data(image: Image) -> bool:
    return image.source[:5].casefold() == "data:"


def _advice(request: ImageRequest, dead: Unavailable) -> str:
    if dead.left_out:
        return "The next run goes on; until then the remote addresses stay in the text."
    return "" if _is_data(request.image) else "Its remote address stays in the text."

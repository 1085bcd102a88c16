"""The values that travel between the stages: all frozen, dates aware, paths relative and POSIX."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """Blogger has posts, which have a date in their address, and pages, which live under /p/."""

    POST = "post"
    PAGE = "page"


class Status(StrEnum):
    """Where a post stands on Blogger.  What was trashed never becomes a `Post`."""

    LIVE = "live"
    DRAFT = "draft"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True)
class Note:
    """One small trouble: what it is about, what happened, what the reader of the report can do."""

    code: str
    """Short and stable, for counting and for machines: `image-dead`, `takeout-trashed`."""
    subject: str
    """The post, image, file or entry that it is about, as its owner would name it."""
    message: str
    """One sentence that says what happened."""
    advice: str = ""
    """What to do next, or nothing where nothing needs doing."""
    post_id: str = ""
    """The Blogger id of the post it belongs to, if it belongs to one."""
    loss: bool = False
    """Whether something of the blog is missing from the result; any loss makes the exit code 1."""
    passing: bool = False
    """Whether another run may well do better: a server that didn't answer, not an image that is gone."""

    @property
    def pressing(self) -> bool:
        """Whether it tells of a loss, or asks for something to be done about the run as a whole."""
        return self.loss or bool(self.advice and not self.post_id)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in which a post and its Markdown differ, as a reader sees both."""

    kind: str
    """What differs: `words`, `order`, `links`, ...; or `added` for words and signs that the post does not have.

    The table `KINDS` in `converter/fidelity/findings.py` has all of them."""
    count: int
    """How many of them: words, links, ..."""
    detail: str
    """The words or addresses themselves, shortened, and where they stood."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A reader's comment on a post."""

    id: str
    post_id: str
    parent_id: str
    """The comment that this one answers, or '' at the top level."""
    author: str
    author_url: str
    published: datetime
    html: str


@dataclass(frozen=True, slots=True)
class Location:
    """Where a post was written, as its author set it."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """A post or page as its author wrote it."""

    id: str
    """Blogger's number for it, as a string: above 2**53 a number breaks JavaScript readers."""
    title: str
    url: str
    """`https://host/2017/09/x.html`; `/2017/09/x.html` where the host is unknown; '' if it never had one."""
    published: datetime
    updated: datetime
    kind: Kind = Kind.POST
    status: Status = Status.LIVE
    author: str = ""
    labels: tuple[str, ...] = ()
    html: str = ""
    description: str = ""
    """The search description, which only Takeout has."""
    location: Location | None = None
    comments: tuple[Comment, ...] = ()
    """Oldest first."""

    @property
    def name(self) -> str:
        """What its owner would call it, in a message."""
        return self.title.strip() or self.url or f"untitled {self.kind} {self.id}"


@dataclass(frozen=True, slots=True)
class BodyLinks:
    """What a piece of HTML leads to and shows, in its order and as it is written there, and where links can lead."""

    links: tuple[str, ...] = ()
    other_links: tuple[str, ...] = ()
    """What else has an address to lead to: the areas of an image map, a head that was pasted along."""
    images: tuple[str, ...] = ()
    """Of images and of the still images of videos."""
    media: tuple[str, ...] = ()
    """Of what players play."""
    anchors: frozenset[str] = frozenset()
    """Ids and named anchors."""
    heading_ids: frozenset[str] = frozenset()
    """The ids that generators make of headings."""

    @property
    def targets(self) -> frozenset[str]:
        """Names of the anchors on other pages that links lead to."""
        parted = (link.strip().partition("#") for link in (*self.links, *self.other_links))
        return frozenset(fragment for page, _, fragment in parted if page and fragment)


@dataclass(frozen=True, slots=True)
class Blog:
    """What is known of the blog as a whole.  Every source knows some of it; '' and empty mean unknown."""

    id: str = ""
    title: str = ""
    url: str = ""
    """The blog's address without a trailing slash: `https://name.blogspot.com`."""
    hosts: frozenset[str] = frozenset()
    """Every host name that the blog is known to have answered under, in lower case."""
    zone: str = ""
    """IANA name of the blog's time zone: `Asia/Seoul`."""
    locale: str = ""
    """BCP 47 language tag: `ko`, `pt-BR`."""
    line_breaks: bool | None = None
    """Whether Blogger turned raw newlines in bodies into line breaks."""


@dataclass(frozen=True, slots=True)
class SyncCursor:
    """Where a source stood when it was read; shown to it in the next run, it need tell only what changed since."""

    position: Mapping[str, str]
    """In words of the source's own."""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that posts show, whatever sizes and hosts they name it by."""

    key: str
    """The same for every size and host of one image."""
    token: str
    """Stands for the image's address in a document until its local path is known."""
    candidates: tuple[str, ...]
    """Addresses to try, the original upload first."""
    name: str
    """The file name that the upload had, decoded, or '' where the address has none."""
    source: str
    """The address as the post wrote it: what stays when no candidate answers."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image that lies in the output folder, or will once the plan is applied."""

    key: str
    path: PurePosixPath
    sha256: str
    size: int
    """Bytes."""
    served_by: str = ""
    """The candidate that answered; '' for one that was a data: address."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a post becomes: one text file.  Images are still tokens in it."""

    id: str
    """What the file comes from: a post's id, `comments:ID` for its comments, `redirects`."""
    path: PurePosixPath
    text: str


class Action(StrEnum):
    """What the plan does with one path."""

    CREATE = "create"
    UPDATE = "update"
    MERGE = "merge"
    RENAME = "rename"
    DELETE = "delete"
    KEEP = "keep"
    SKIP = "skip"
    """Due because settings or versions changed, which is carried out only when asked for."""
    CONFLICT = "conflict"
    ORPHAN = "orphan"


@dataclass(frozen=True, slots=True)
class Change:
    """One path of the output folder: what happens to it and why."""

    id: str
    path: PurePosixPath
    action: Action
    reason: str
    digest: str = ""
    """SHA-256 of the text that the path will have; '' where nothing is written."""
    old_path: PurePosixPath | None = None
    """Where the file lay before a rename."""
    found: str | None = None
    """Digest of what lay at the path when this was decided; None where nothing did."""
    old_found: str | None = None
    """The same of the old path."""
    told: bool = False
    """Whether somebody wants to hear of it although no file changes."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a document came to be: what tells a later run that it need not be made again."""

    source: str = ""
    """Digest of everything that it was made from; '' where it has to be made again in any case."""
    basis: str = ""
    """The key of the `State.bases` that it was made under."""
    status: str = ""
    """Where its post stood on Blogger."""
    permalink: str = ""
    """`/2014/03/slug.html`; '' for what has no permalink of its own."""
    former: tuple[str, ...] = ()
    """Permalinks that it had before, the oldest first: they go on working."""
    images: str = ""
    """Digest of the addresses that Google had its images at; '' where it shows none."""
    updated: str = ""
    """When its post was last touched, where `images` alone can't tell whether they were replaced or only moved."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What the state remembers of one file that migrator wrote."""

    id: str
    path: PurePosixPath
    digest: str
    """SHA-256 of the text that the blog last had for it, whatever a person made of the file since; '' where a
    person deleted it."""
    provenance: Provenance = Provenance()
    moved: bool = False
    """Whether a person put it where it is: then it stays there."""


@dataclass(frozen=True, slots=True)
class State:
    """What earlier runs did in this output folder."""

    files: Mapping[str, WrittenFile] = field(default_factory=dict)
    """By document id."""
    images: Mapping[str, StoredImage] = field(default_factory=dict)
    """By image key."""
    interrupted: Mapping[str, WrittenFile] = field(default_factory=dict)
    """By document id, what a run that never ended was about to have written."""
    bases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What documents were made under (profile, version, ...), by the key that their provenance names."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All changes of a run, ordered by path.  Printing it is the dry run."""

    changes: Collection[Change]
    state: State
    """What the state will be once every change is carried out."""

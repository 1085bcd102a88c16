"""The arguments and flags that commands share, each documented once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="A blog's address, a backup XML, a Takeout feed.atom, a Takeout folder, or its zip or tgz files.",
        show_default=False,
    ),
]
SourcesToCompare = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="What it was made from, to look whether anything of it is missing; else nothing is compared.",
        show_default=False,
    ),
]
Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.", show_default=False)
]
PlanFolder = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="DIR", help="The folder to compare with; it is only read."),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", "-p", metavar="NAME", help="What to write for: jekyll (default), alembic, hugo."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be done; write nothing.")]
Images = Annotated[
    bool | None, typer.Option("--images/--no-images", help="Fetch images, or leave them where they are.")
]
MaxSize = Annotated[
    int | None,
    typer.Option(
        "--max-size",
        min=0,
        metavar="PIXELS",
        help="Ask for images of at most so many pixels a side.",
        show_default=False,
    ),
]
MaxBytes = Annotated[
    int | None,
    typer.Option(
        "--max-bytes",
        min=0,
        metavar="N",
        help="Begin no more images once N bytes of them came; the next run goes on.",
        show_default=False,
    ),
]
ImageLayout = Annotated[
    str | None,
    typer.Option("--image-layout", metavar="NAME", help="Where images go: flat (default), by-post, by-date, bundle."),
]
Attachments = Annotated[
    bool | None,
    typer.Option(
        "--attachments/--no-attachments",
        help="Fetch documents, archives, audio and video that posts link to or play, or don't.",
    ),
]
Rescue = Annotated[
    bool | None,
    typer.Option("--rescue/--no-rescue", help="Ask the Internet Archive for images that are gone, or don't."),
]
Concurrency = Annotated[
    int | None,
    typer.Option("--concurrency", min=1, metavar="N", help="How many images to ask one host for at a time (8)."),
]
Drafts = Annotated[
    bool | None,
    typer.Option("--drafts/--no-drafts", help="Write drafts and scheduled posts, or leave them out."),
]
Comments = Annotated[
    bool | None,
    typer.Option("--comments/--no-comments", help="Write comments as data files, or leave them out."),
]
Verify = Annotated[
    bool | None, typer.Option("--verify/--no-verify", help="Compare every post with what it became, or don't.")
]
BoldHeadings = Annotated[
    bool | None,
    typer.Option("--bold-headings", help="Make headings of short paragraphs of nothing but bold words."),
]
KeepHtml = Annotated[bool | None, typer.Option("--keep-html", help="Keep every original body too, under _originals/.")]
Strict = Annotated[
    bool | None, typer.Option("--strict", help="If anything would be lost, write nothing and exit with 1.")
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the newest N posts.")]
Labels = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="LABEL", help="Only posts with this label; may be given several times."),
]
Since = Annotated[
    datetime | None,
    typer.Option("--since", formats=["%Y-%m-%d"], metavar="DATE", help="Only posts from this day on."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option("--base-url", metavar="URL", help="The blog's address, where a Takeout doesn't tell it."),
]
AllBlogs = Annotated[
    bool, typer.Option("--all-blogs", help="Take every blog of a Takeout, each into a folder of its own.")
]
Posts = Annotated[
    list[str] | None,
    typer.Option("--post", metavar="POST", help="Only this post: its address, slug or number; may be given again."),
]
Blog = Annotated[str | None, typer.Option("--blog", metavar="TITLE", help="Which blog, where a Takeout holds several.")]
ReportFile = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE.json", help="Write every note, by post, to this file."),
]
Diff = Annotated[bool, typer.Option("--diff", help="Show what changes in every file, as diff -u does.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON, and nothing else.")]
DetailedExitcode = Annotated[
    bool, typer.Option("--detailed-exitcode", help="With --dry-run: exit with 4 where changes are pending.")
]
Force = Annotated[
    bool, typer.Option("--force", help="Write anew what was edited or deleted here; your edits are lost.")
]
Full = Annotated[
    bool, typer.Option("--full", help="Read all of the blog, not only what may have changed since the last run.")
]
Rewrite = Annotated[
    bool,
    typer.Option("--rewrite", help="Make every post again, as after changes of settings, profile or version."),
]
Prune = Annotated[
    bool, typer.Option("--prune", help="Put files of what vanished from the blog into .migrator/removed.")
]
Samples = Annotated[int, typer.Option("--samples", min=0, metavar="N", help="How many posts to show.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what went wrong.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say everything: each note, each file.")]

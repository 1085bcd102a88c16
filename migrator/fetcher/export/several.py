"""An export of several blogs, of which nobody said which one is meant."""

from __future__ import annotations

from collections.abc import Mapping

from slugify import slugify

from migrator.errors import SourceError

LONGEST_NAME = 60


class SeveralBlogsError(SourceError):
    """The source holds more than one blog: one must be chosen, or each be taken by itself."""

    def __init__(self, subject: str, problem: str, advice: str, blogs: Mapping[str, str]) -> None:
        super().__init__(subject, problem, advice)
        self.blogs = blogs
        """The title of each, by what `FetchOptions.blog` has to say for it."""

    def folders(self) -> Mapping[str, str]:
        """A folder name for each blog, by what chooses it: plain letters, no two alike on any system."""
        found: dict[str, str] = {}
        taken: set[str] = set()
        for choice, title in sorted(self.blogs.items(), key=lambda blog: (blog[1], blog[0])):
            plain = slugify(title, max_length=LONGEST_NAME, word_boundary=True) or slugify(choice) or "blog"
            names = (plain, *(f"{plain}-{number}" for number in range(2, len(self.blogs) + 2)))
            name = next(name for name in names if name not in taken)
            taken.add(name)
            found[choice] = name
        return found

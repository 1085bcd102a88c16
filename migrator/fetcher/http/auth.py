"""What is shown to Blogger's API.  None of these ever says its secret in a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


class Credentials(Protocol):
    """Who asks."""

    @property
    def author(self) -> bool:
        """Whether drafts and scheduled posts may be asked for."""
        ...

    def headers(self) -> Mapping[str, str]:
        """What goes with a request, for the API's host alone."""
        ...


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key of the user's own project, which sees what every reader sees."""

    key: str = field(repr=False)
    author: bool = False

    def headers(self) -> Mapping[str, str]:
        """In a header, since addresses end up in messages."""
        return {"X-Goog-Api-Key": self.key}

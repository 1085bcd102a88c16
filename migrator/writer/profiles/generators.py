"""Detects the site generator of a folder by its settings files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ALEMBIC = re.compile(r"^(?:remote_)?theme:.*alembic", re.MULTILINE | re.IGNORECASE)
_JEKYLL = ("_config.yml", "_config.yaml")
_HUGO = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json")
_HUGO_UNTIL_0_109 = ("config.toml", "config.yaml", "config.yml", "config.json")
_MOST = 2**20
"""Characters of a settings file that are read."""


@dataclass(frozen=True, slots=True)
class DetectedGenerator:
    """The generator of a folder."""

    profile: str
    """The profile that suits it."""
    because: str
    """The file that says so."""


def detect_generator(folder: Path) -> DetectedGenerator | None:
    """The generator of the site in `folder`; None where there is none, or one that isn't known."""
    for name in _JEKYLL:
        if (folder / name).is_file():
            alembic = _ALEMBIC.search(_text(folder / name)) or (folder / "_sass" / "_alembic.scss").is_file()
            return DetectedGenerator("alembic" if alembic else "jekyll", name)
    for name in _HUGO:
        if (folder / name).is_file():
            return DetectedGenerator("hugo", name)
    for name in _HUGO_UNTIL_0_109:
        if (folder / name).is_file() and re.search("baseurl", _text(folder / name), re.IGNORECASE):
            return DetectedGenerator("hugo", name)
    if (folder / "config" / "_default").is_dir():
        return DetectedGenerator("hugo", "config/_default")
    return None


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(_MOST)
    except OSError:
        return ""

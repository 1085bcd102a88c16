"""What each site generator expects: one value in one file each, listed here in the order that help shows."""

from __future__ import annotations

from types import MappingProxyType

from migrator.errors import SettingsError
from migrator.writer.profile import Profile
from migrator.writer.profiles.alembic import ALEMBIC
from migrator.writer.profiles.hugo import HUGO
from migrator.writer.profiles.jekyll import JEKYLL

PROFILES = MappingProxyType({profile.name: profile for profile in (JEKYLL, ALEMBIC, HUGO)})


def get(name: str) -> Profile:
    """The profile of that name.  Raises `SettingsError` where there is none."""
    try:
        return PROFILES[name]
    except KeyError:
        known = ", ".join(PROFILES)
        raise SettingsError(f"profile {name}", "there is no such profile", f"Known are: {known}") from None


__all__ = ["PROFILES", "Profile", "get"]

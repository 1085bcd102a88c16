"""The profiles of site generators, one value in one file each, in the order that help lists them."""

from __future__ import annotations

from types import MappingProxyType

from migrator.errors import SettingsError
from migrator.writer.profiles.alembic import ALEMBIC
from migrator.writer.profiles.hugo import HUGO
from migrator.writer.profiles.jekyll import JEKYLL
from migrator.writer.profiles.profile import Profile

PROFILES = MappingProxyType({profile.name: profile for profile in (JEKYLL, ALEMBIC, HUGO)})


def get(name: str, *, bundles: bool = False) -> Profile:
    """The profile of that name, with page bundles if `bundles`.  Raises `SettingsError` where there is none."""
    try:
        profile = PROFILES[name]
    except KeyError:
        names = ", ".join(PROFILES)
        raise SettingsError(f"profile {name}", "there is no such profile", f"Known are: {names}") from None
    return profile.bundled() if bundles else profile


__all__ = ["PROFILES", "Profile", "get"]

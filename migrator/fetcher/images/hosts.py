"""Whose servers a picture comes from."""

from __future__ import annotations

import re

from migrator.fetcher.images.urls import understand

_GOOGLES = re.compile(r"(?:^|\.)(?:blogspot|blogger|blogblog|googleusercontent|ggpht)\.com$")


def on_googles(address: str) -> bool:
    """Whether a picture at this address comes from Blogger's or Google's servers, in whatever shape."""
    shown = understand(address)
    return shown is not None and (shown.place == "google" or bool(_GOOGLES.search(shown.place)))


def leads_to_googles(link: str) -> bool:
    """Whether a link leads to nothing but a picture on one of Blogger's or Google's hosts."""
    target = understand(link)
    return target is not None and target.at_google

"""Where posts come from: live blogs, exports, saved feeds."""

from migrator.fetcher.cache import Cache
from migrator.fetcher.client import Answer, Client, Fetched
from migrator.fetcher.credentials import ApiKey, Credentials
from migrator.fetcher.opening import open_sources, originals_of
from migrator.fetcher.patience import Patience
from migrator.fetcher.several import SeveralBlogsError
from migrator.fetcher.source import FetchOptions, Item, Source, Update
from migrator.fetcher.trouble import FetchError, Trouble

__all__ = [
    "Answer",
    "ApiKey",
    "Cache",
    "Client",
    "Credentials",
    "FetchError",
    "FetchOptions",
    "Fetched",
    "Item",
    "Patience",
    "SeveralBlogsError",
    "Source",
    "Trouble",
    "Update",
    "open_sources",
    "originals_of",
]

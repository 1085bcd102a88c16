"""Documents become files: where each goes, what stands in it, what is changed and what is left alone."""

from migrator.writer.apply import apply
from migrator.writer.comments import comments_document
from migrator.writer.decision import Wanted
from migrator.writer.documents import digest, document
from migrator.writer.folder import Folder
from migrator.writer.plan import plan
from migrator.writer.profile import Profile
from migrator.writer.sitemap import SiteMap

__all__ = [
    "Folder",
    "Profile",
    "SiteMap",
    "Wanted",
    "apply",
    "comments_document",
    "digest",
    "document",
    "plan",
]

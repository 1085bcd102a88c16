"""Takes a blog off Blogger and turns it into a folder of clean Markdown.

The public API; everything is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from migrator.api import check, convert, migrate, preview, read
    from migrator.checker.result import CheckResult
    from migrator.converter.context import Conversion
    from migrator.errors import MigratorError
    from migrator.model import Plan, Post
    from migrator.progress import ProgressListener
    from migrator.report import Report
    from migrator.settings import Settings

__version__ = "0.1.0"

__all__ = [
    "CheckResult",
    "Conversion",
    "MigratorError",
    "Plan",
    "Post",
    "ProgressListener",
    "Report",
    "Settings",
    "check",
    "convert",
    "migrate",
    "preview",
    "read",
]

_MODULES = {
    "CheckResult": "checker.result",
    "Conversion": "converter.context",
    "MigratorError": "errors",
    "Plan": "model",
    "Post": "model",
    "ProgressListener": "progress",
    "Report": "report",
    "Settings": "settings",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'api')}"), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

"""HTML bodies become Markdown.  Knows no blog, no file and no generator: what it needs of them it is given."""

from migrator.converter.context import Context, Conversion
from migrator.converter.convert import convert
from migrator.converter.fidelity import check

__all__ = ["Context", "Conversion", "check", "convert"]

"""Writes what each profile makes of the sample blog: `python samples/expected.py` fills samples/expected/.

The golden test compares every byte with what the tool makes today, so run this only after having looked at the
difference and found it good.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.demo.server import DemoServer
from migrator.pipeline.run import Job, migrate
from migrator.settings import Settings
from migrator.writer.profiles import PROFILES

SAMPLES = Path(__file__).parent
BACKUP = SAMPLES / "backup" / "blog-11-22-2026.xml"
_PORT = re.compile(rb"127\.0\.0\.1:\d+")


def make(profile: str) -> Mapping[str, bytes]:
    """Every file that a migration writes, by its path: posts and images over HTTP, drafts from the backup.

    One image of the sample is gone and keeps its remote address, whose port is another one each time.
    """
    with DemoServer() as blog, TemporaryDirectory() as folder:
        sources = (blog.url, str(BACKUP))
        settings = Settings(sources=list(sources), profile=profile)
        migrate(Job(settings, sources, Path(folder), remember=False, allow_private=True))
        files = (path for path in sorted(Path(folder).rglob("*")) if path.is_file())
        contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        return {
            path: _PORT.sub(b"127.0.0.1:8000", content)
            for path, content in contents.items()
            if not path.startswith(".migrator/")
        }


def main() -> None:
    """Replace what was made before."""
    shutil.rmtree(SAMPLES / "expected", ignore_errors=True)
    for profile in PROFILES:
        for path, content in make(profile).items():
            file = SAMPLES / "expected" / profile / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


if __name__ == "__main__":
    main()

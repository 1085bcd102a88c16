"""Writes what becomes of the half-migrated sample: `python samples/finished.py` fills samples/half-migrated-expected/.

Images stay where they are: the addresses of the sample lead nowhere.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from migrator.finisher.run import FinishJob, finish

SAMPLES = Path(__file__).parent
HALF_MIGRATED = SAMPLES / "half-migrated"
EXPECTED = SAMPLES / "half-migrated-expected"


def make() -> Mapping[str, bytes]:
    """Every finished post, by its path."""
    with TemporaryDirectory() as folder:
        finish(FinishJob(HALF_MIGRATED, Path(folder), images=False))
        posts = sorted(Path(folder).rglob("*.md"))
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in posts}


def main() -> None:
    """Replace what was made before."""
    shutil.rmtree(EXPECTED, ignore_errors=True)
    for path, content in make().items():
        file = EXPECTED / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    main()

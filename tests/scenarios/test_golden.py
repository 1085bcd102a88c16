"""What each profile makes of the sample blog, byte for byte: samples/expected/ is what `samples/expected.py` writes."""

from __future__ import annotations

import runpy

import pytest

from migrator.writer.profiles import PROFILES
from tests.paths import SAMPLES


@pytest.mark.parametrize("profile", PROFILES)
def test_the_sample_blog_comes_out_as_it_should(profile: str) -> None:
    made = runpy.run_path(str(SAMPLES / "expected.py"))["make"](profile)
    folder = SAMPLES / "expected" / profile
    expected = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    assert set(made) == expected
    for path, content in made.items():
        assert content == (folder / path).read_bytes(), path

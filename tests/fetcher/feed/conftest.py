"""The sample blog, and a server that says what a test tells it to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrator.demo.blog import SampleBlog, read_blog
from tests.fetcher.web import Web, serving


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server

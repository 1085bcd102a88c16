from __future__ import annotations

import json
from typing import Any

import pytest

from migrator.demo.api import Access, api_answer
from migrator.demo.blog import SampleBlog, read_blog

READER = {"x-goog-api-key": "stand-in-key"}
AUTHOR = {"authorization": "Bearer stand-in-token"}


@pytest.fixture(scope="module")
def sample() -> SampleBlog:
    return read_blog()


def asked(blog: SampleBlog, path: str, headers: dict[str, str] = READER) -> tuple[int, Any]:
    status, body = api_answer(blog, Access(page_cap=2), f"/v3/{path}", headers)
    return status, json.loads(body)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("blogs/byurl?url=https://x.example", {}, 403),
        ("blogs/byurl?url=https://x.example", {"x-goog-api-key": "no"}, 400),
        ("blogs/byurl?url=https://x.example", {"authorization": "Bearer no"}, 401),
        ("blogs/7", READER, 404),
        ("blogs/ID/posts?maxResults=501", READER, 400),
        ("blogs/ID/posts?status=DRAFT&view=AUTHOR", READER, 404),
        ("blogs/ID/posts?status=DRAFT", AUTHOR, 404),
        ("blogs/ID/comments", READER, 403),
        ("blogs/ID/posts/1234", READER, 404),
    ],
)
def test_refuses_as_google_does(sample: SampleBlog, path: str, headers: dict[str, str], status: int) -> None:
    found, value = asked(sample, path.replace("ID", sample.id), headers)
    assert found == status
    assert value["error"]["code"] == status


def test_pages_go_by_tokens(sample: SampleBlog) -> None:
    _, first = asked(sample, f"blogs/{sample.id}/posts")
    _, second = asked(sample, f"blogs/{sample.id}/posts?pageToken={first['nextPageToken']}")
    numbers = [item["id"] for item in (*first["items"], *second["items"])]
    assert numbers == [post.id for post in sample.listed("post", "live")][:4]


def test_a_post_by_number_and_by_path(sample: SampleBlog) -> None:
    post = sample.listed("post", "live")[0]
    assert asked(sample, f"blogs/{sample.id}/posts/{post.id}")[1]["title"] == post.title
    assert asked(sample, f"blogs/{sample.id}/posts/bypath?path={post.path}")[1]["id"] == post.id

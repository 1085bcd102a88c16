"""Front matter and body told apart: by every reader alike, and without losing a byte."""

from __future__ import annotations

import pytest
from frontmatter.default_handlers import YAMLHandler
from hypothesis import given
from hypothesis import strategies as st

from migrator.errors import OutputError
from migrator.frontmatter import has_front_matter, parse, split

NONE = {
    "nothing": "",
    "a body only": "<p>x</p>\n",
    "a line of dashes in the body": "a\n---\nb\n---\n",
    "a blank line above": "\n---\na: 1\n---\n",
    "blanks before the dashes": " ---\na: 1\n---\n",
    "two dashes": "--\na: 1\n--\n",
    "four dashes": "----\na: 1\n----\n",
    "dashes and words": "--- a\nb\n---\n",
    "TOML": "+++\na = 1\n+++\nb\n",
    "JSON": '{\n"a": 1\n}\nb\n',
    "dots": "...\na: 1\n...\n",
    "a mark without dashes": "\ufeffa\n",
}
SPLIT = {
    "the usual": ("---\n", "a: 1\n", "---\n", "b\n"),
    "blank lines around the body": ("---\n", "a: 1\n", "---\n", "\n\nb\n\n"),
    "an indented first line": ("---\n", "a: 1\n", "---\n", "\n    code\n"),
    "no body": ("---\n", "a: 1\n", "---\n", ""),
    "no last line end": ("---\n", "a: 1\n", "---", ""),
    "no fields": ("---\n", "", "---\n", "b"),
    "blank lines in the fields": ("---\n", "\na: 1\n\n", "---\n", "b\n"),
    "Windows line ends": ("---\r\n", "a: 1\r\n", "---\r\n", "\r\nb\r\n"),
    "a byte order mark": ("\ufeff---\n", "a: 1\n", "---\n", "b\n"),
    "a mark, blanks and Windows line ends": ("\ufeff--- \t\r\n", "a: 1\r\n", "---  \r\n", "b\r\n"),
    "dashes in the body": ("---\n", "a: 1\n", "---\n", "b\n\n---\n\nc\n---\n"),
    "a body that is a line of dashes": ("---\n", "a: 1\n", "---\n", "---\n"),
    "dashes in a block of text": ("---\n", "a: |\n  ---\n  ...\n", "---\n", "b\n"),
    "dashes in a value": ("---\n", "a: ---\nb: --- c\n", "---\n", "d\n"),
    "more dashes in the fields": ("---\n", "a: 1\n----\n--- b\n", "---\n", "c\n"),
    "dots end it": ("---\n", "a: 1\n", "...\n", "b\n---\n"),
    "other line ends in the fields": ("---\n", "a: 1\x85b: 2\u2028---\u2028c: 3\r---\rd: 4\n", "---\n", "e\n"),
    "it never ends": ("---\n", "a: 1\n\nb\n", "", ""),
    "it never ends, and has a mark": ("\ufeff---\r\n", "a: 1\r\n", "", ""),
    "nothing but the first line": ("---", "", "", ""),
}


def parts(text: str) -> tuple[str, str, str, str]:
    found = split(text)
    return found.opening, found.fields, found.closing, found.body


@pytest.mark.parametrize("text", NONE.values(), ids=NONE)
def test_what_has_no_front_matter_is_all_body(text: str) -> None:
    assert parts(text) == ("", "", "", text)
    assert not has_front_matter(text)
    assert not split(text).is_open
    assert parse(text, "x.md") == ({}, text)


@pytest.mark.parametrize("expected", SPLIT.values(), ids=SPLIT)
def test_front_matter_ends_at_the_next_fence(expected: tuple[str, str, str, str]) -> None:
    text = "".join(expected)
    opening, fields, closing, _body = expected
    assert parts(text) == expected
    assert has_front_matter(text)
    assert has_front_matter(opening)
    assert (split(text).head, split(text).is_open) == (opening + fields + closing, not closing)


PIECES = ["---", "...", "----", "\n", "\r\n", "\r", "\ufeff", " ", "\t", "a: 1", "b", "\x85", "\u2028", "\f"]


@given(st.sampled_from(["", "---\n", "\ufeff---\r\n"]), st.lists(st.sampled_from(PIECES)).map("".join))
def test_no_byte_is_lost(start: str, rest: str) -> None:
    text = start + rest
    found = split(text)
    assert found.head + found.body == text
    assert split(found.head).head == found.head


@given(st.lists(st.sampled_from(["---", "a: 1", "b", "", "    c"]), max_size=8).map("\n".join))
def test_it_is_split_where_python_frontmatter_splits_it(text: str) -> None:
    handler = YAMLHandler()
    if not handler.detect(text):
        assert not split(text).opening
    elif text.count("---") < 2:
        assert split(text).is_open
    else:
        fields, body = handler.split(text)
        assert (split(text).fields.strip(), split(text).body.lstrip()) == (fields.strip(), body.lstrip())


@pytest.mark.parametrize(
    "text", ["---\na: 1\n---\n\nb\n", "\ufeff---\r\na: 1\r\n---\r\n\r\nb\n", "---\na: 1\n...\nb\n"]
)
def test_fields_and_body_are_read(text: str) -> None:
    assert parse(text, "x.md") == ({"a": 1}, "b\n")


@pytest.mark.parametrize(
    "text", ["---\na: b: c\n---\n", "---\nnever closed\n", "---\n- a\n---\n", "---\na: 2014-13-45\n---\n"]
)
def test_broken_front_matter_is_named(text: str) -> None:
    with pytest.raises(OutputError, match=r"^_posts/x\.md: its front matter"):
        parse(text, "_posts/x.md")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('---\na: 1\nb: "x\n---\n', "line 4: found unexpected end of stream"),
        ("---\na: 1\n b: 2: 3\n---\n", "line 3: mapping values are not allowed"),
        ("---\n\n\na: 1: 2\n---\n", "line 4: mapping values are not allowed"),
        ("---\na: 1\nno field\n---\n", "line 3: could not find expected ':'"),
        ("---\nnever closed\n", "a second line of dashes is missing"),
    ],
)
def test_the_line_of_the_file_is_told_where_it_is_broken(text: str, reason: str) -> None:
    with pytest.raises(OutputError, match=reason):
        parse(text, "x.md")

"""Titles, labels and texts of any kind, as front matter fields."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrator.model import Kind, Location, Status
from migrator.writer.documents import fields
from migrator.writer.documents.fields import FieldSource
from migrator.writer.documents.frontmatter import printable
from tests.writer.make import NOON, post


def entry(*, lead: str = "", image: str = "", body: str = "", **given: Any) -> FieldSource:
    return FieldSource(post(**given), NOON, "/2014/03/a.html", lead, image, body, "<!--more-->")


@pytest.mark.parametrize("title", ["", "Plain", "A: b", "AT&T", "a > b", "<i>Title</i>", "C++", "한국어 🎉", "@ann"])
def test_titles_that_stay(title: str) -> None:
    assert fields.title(entry(title=title)) == title
    assert fields.title_as_html(entry(title=title)) == title


def test_a_title_is_one_line() -> None:
    assert fields.title(entry(title=" two\n lines\x07 ")) == "two lines"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Vector<int>", "Vector&lt;int>"),
        ("I <3 birds", "I &lt;3 birds"),
        ("<br/> in <code>C</code>", "<br/> in <code>C</code>"),
        ("How to write &lt;br&gt;", "How to write &amp;lt;br&amp;gt;"),
        ("<script>", "&lt;script>"),
    ],
)
def test_titles_for_a_theme_that_prints_them_as_html(title: str, written: str) -> None:
    assert fields.title_as_html(entry(title=title)) == written


@given(st.text())
def test_a_title_as_html_shows_the_title(title: str) -> None:
    plain = title.replace("<", "")
    assert unescape(str(fields.title_as_html(entry(title=plain)))) == fields.title(entry(title=plain))


@pytest.mark.parametrize(
    "field",
    [
        fields.labels,
        fields.author,
        fields.description,
        fields.summary,
        fields.image,
        fields.images,
        fields.location,
        fields.excerpt_mark,
        fields.is_draft,
        fields.unpublished_page,
    ],
)
def test_a_field_without_a_value_is_left_out(field: fields.Field) -> None:
    assert field(entry(author=" ")) is None


def test_labels_are_cleaned_and_told_once() -> None:
    labels = ("C++", " C++ ", "", "c++", "a/b", "두  개")
    assert fields.labels(entry(labels=labels)) == ("C++", "c++", "a/b", "두 개")


def test_drafts() -> None:
    draft = entry(status=Status.DRAFT)
    page = entry(status=Status.DRAFT, kind=Kind.PAGE)
    assert (fields.is_draft(draft), fields.unpublished_page(draft)) == (True, None)
    assert (fields.is_draft(page), fields.unpublished_page(page)) == (True, False)
    assert fields.is_draft(entry(status=Status.SCHEDULED)) is None


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (Location("Seoul"), {"name": "Seoul"}),
        (Location("Seoul", 37.5, 127.0), {"name": "Seoul", "latitude": 37.5, "longitude": 127.0}),
        (Location("", float("nan"), 127.0), {"name": "", "longitude": 127.0}),
    ],
)
def test_locations(place: Location, value: dict[str, object]) -> None:
    assert fields.location(entry(location=place)) == value


def test_the_search_description_is_the_better_summary() -> None:
    assert fields.summary(entry(lead="It begins")) == "It begins"
    assert fields.summary(entry(lead="It begins", description="What it says")) == "What it says"


def test_a_post_with_a_jump_break_names_it() -> None:
    assert fields.excerpt_mark(entry(body="a\n\n<!--more-->\n\nb\n")) == "<!--more-->"


@pytest.mark.parametrize("lead", ["Plain, text.", "snake_case and 2+2=4", "C# - 3.5", "(a) b! c?", "한·우, ‘KTX’"])
def test_a_plain_summary_stays(lead: str) -> None:
    assert fields.summary(entry(lead=lead)) == lead


PROSE = st.text(st.one_of(st.characters(), st.sampled_from("*_`[]()<>#-+.1!|~\\&;:=$ \n")))


@given(PROSE)
def test_a_summary_shows_just_its_text(lead: str) -> None:
    shown = MarkdownIt().render(str(fields.summary(entry(lead=lead)) or ""))
    text = unescape(re.sub(r"</?p>\n?", "", shown)).strip()
    # CommonMark shows a replacement mark for a NUL only, and that is never let through.
    assert text == " ".join(printable(lead).split())

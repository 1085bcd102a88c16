"""Front matter reads alike everywhere: PyYAML stands for YAML 1.1, ruamel.yaml for 1.2."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from migrator.frontmatter import parse
from migrator.writer.documents.frontmatter import Folded, Value, printable, render

SEOUL = timezone(timedelta(hours=9))
# Every kind of character, the awkward ones more often than chance would have it.
TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\"'\\:#-|>&*!%@`{}[],?~ \t\r\n\x85\u2028\ufeff\x00é한🎉")))
LINES = st.lists(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"])), min_size=1).map("\n".join)


def read(text: str) -> dict[str, Any]:
    """The front matter as both readers agree on it."""
    head = text.split("---\n")[1]
    older = yaml.safe_load(head)
    newer = YAML(typ="safe", pure=True).load(io.StringIO(head))
    assert older == newer
    assert isinstance(older, dict)
    return older


AWKWARD = [
    "",
    "plain",
    "A: b",
    "yes",
    "null",
    "2014",
    "1.50",
    "1:20",
    "0x1f",
    "~",
    "- a",
    "# a",
    "'",
    '"',
    "\\n",
]
AWKWARD += [
    "{{ x }}",
    "---",
    "...",
    "a # b",
    " edge ",
    "tab\there",
    "two\nlines",
    "한국어 🎉",
    "e\u0301",
    "=",
    "<<",
    "%",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_strings_stay_strings(text: str) -> None:
    assert read(render({"title": text}, "")) == {"title": text}


@given(TEXT)
def test_any_text_comes_back(text: str) -> None:
    assert read(render({"title": text, "tags": (text,)}, "body")) == {
        "title": printable(text),
        "tags": [printable(text)],
    }


@given(st.one_of(TEXT, LINES))
def test_any_folded_text_comes_back_with_one_newline(text: str) -> None:
    expected = printable(text).rstrip("\n") + "\n"
    assert read(render({"excerpt": Folded(text), "next": "x"}, "")) == {"excerpt": expected, "next": "x"}


def test_folded_text_looks_as_in_the_seed() -> None:
    text = render({"feature_text": Folded("## A heading\nAnd its text")}, "")
    assert text == "---\nfeature_text: >\n  ## A heading\n\n  And its text\n---\n"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2014, 3, 31, 23, 30, tzinfo=SEOUL), "2014-03-31T23:30:00+09:00"),
        (datetime(2014, 3, 31, 23, 30, 1, 999999, tzinfo=UTC), "2014-03-31T23:30:01+00:00"),
        (datetime(981, 1, 1, tzinfo=UTC), "0981-01-01T00:00:00+00:00"),
        (
            datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=8, minutes=27, seconds=52))),
            "1900-01-01T00:00:00+08:28",
        ),
        (
            datetime(1900, 1, 1, tzinfo=timezone(-timedelta(hours=3, minutes=6, seconds=28))),
            "1900-01-01T00:00:00-03:06",
        ),
    ],
)
def test_times_are_rfc_3339(moment: datetime, written: str) -> None:
    assert render({"date": moment}, "") == f"---\ndate: {written}\n---\n"


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9000, 1, 1)), st.integers(-14 * 4, 14 * 4))
def test_any_time_comes_back(naive: datetime, quarters: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    older = yaml.safe_load(render({"date": moment}, "").split("---\n")[1])["date"]
    assert older == moment
    assert older.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    "value", [True, False, 0, 12, 37.5, -0.00001, 1e-9, 127.0, 100.0, ("a", "b"), {"name": "x", "at": 0.5}]
)
def test_other_values(value: Value) -> None:
    expected = list(value) if isinstance(value, tuple) else value
    assert read(render({"key": value}, "")) == {
        "key": pytest.approx(expected, abs=1e-6) if isinstance(value, float) else expected
    }


@pytest.mark.parametrize(("value", "read_back"), [((), []), ({}, {})])
def test_empty_collections_stay_collections(value: Value, read_back: object) -> None:
    assert read(render({"key": value}, "")) == {"key": read_back}


@given(TEXT, st.text(st.characters(codec="utf-8", exclude_characters="\r")))
def test_parse_undoes_render(title: str, body: str) -> None:
    body = body.lstrip()
    assert parse(render({"title": title}, body), "x.md") == ({"title": printable(title)}, body)

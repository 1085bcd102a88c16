"""Every construct, by fixture files: the Markdown is what was meant, nothing is lost, and it is stable."""

from __future__ import annotations

from dataclasses import replace

import pytest

from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check

from .cases import CASES, IDS, Case

each_case = pytest.mark.parametrize("case", CASES, ids=IDS)


@each_case
def test_becomes_what_a_careful_person_would_write(case: Case) -> None:
    assert convert(case.html, case.context).markdown == case.markdown


@each_case
def test_the_check_finds_what_is_lost_on_purpose_and_nothing_else(case: Case) -> None:
    findings = check(case.html, case.markdown, case.context)
    assert {finding.kind for finding in findings} == case.losses, findings


@each_case
def test_the_rendered_markdown_becomes_the_same_markdown(case: Case) -> None:
    context = replace(case.context, line_breaks=False)
    assert convert(render(case.markdown), context).markdown == case.markdown


@each_case
def test_the_same_body_becomes_the_same_bytes(case: Case) -> None:
    assert convert(case.html, case.context) == convert(case.html, case.context)


@pytest.mark.parametrize(
    ("html", "direction"),
    [
        ("<p>Hello</p>", ""),
        ("<p>Hello dear שלום</p>", ""),
        ('<p dir="ltr">שלום dear עולם</p>', "rtl"),
        ("مرحبا", "rtl"),
    ],
)
def test_a_body_knows_which_way_it_is_written(html: str, direction: str) -> None:
    assert convert(html, Context()).direction == direction


def test_no_two_cases_share_a_name() -> None:
    assert len(set(IDS)) == len(IDS)

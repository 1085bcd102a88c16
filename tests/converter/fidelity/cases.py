"""Posts with the Markdown that a reader takes for the same, and with Markdown that loses something of them."""

from __future__ import annotations

from dataclasses import dataclass

from migrator.converter.context import Context
from migrator.converter.fidelity.check import check


@dataclass(frozen=True, slots=True)
class Case:
    """A post, and what became of it once well and once badly."""

    name: str
    html: str
    good: str
    """'' where any Markdown that would do is a matter of another case."""
    bad: str
    """'' where nothing is to be lost."""
    lost: dict[str, int]
    """Kinds and counts of the findings in the bad Markdown."""


def counts(html: str, markdown: str, context: Context | None = None) -> dict[str, int]:
    """How many findings there are of each kind."""
    return {finding.kind: finding.count for finding in check(html, markdown, context or Context())}


def details(html: str, markdown: str) -> dict[str, str]:
    """What the findings say, by kind."""
    return {finding.kind: finding.detail for finding in check(html, markdown, Context())}

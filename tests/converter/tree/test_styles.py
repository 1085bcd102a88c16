"""What style attributes say."""

from __future__ import annotations

import pytest

from migrator.converter.tree.styles import parse_style


@pytest.mark.parametrize(
    ("style", "monospace"),
    [
        ("color: red", None),
        ("font-family: inherit", None),
        ("font: inherit", None),
        ("font: caption", None),
        ("x-font-family: Courier", None),
        ("font-family: Georgia, serif", False),
        ("font-family: 'Courier Prime Sans', sans-serif", False),
        ("font: 12px Arial", False),
        ("font-family: monospace", True),
        ('font-family: "courier new" , "courier" , monospace', True),
        ("font-family: Courier New", True),
        ("font-family: Foo Code, monospace", True),
        ("font: 13px Menlo", True),
        ("font: 13px Courier New", True),
        ('font: italic bold 12px/1.4 "Lucida Console", serif', True),
        ("font: 12px / normal monospace", True),
        ("font-family: Arial; font: 12px Courier", True),
        ("font: 12px Courier; font-family: Arial", False),
    ],
)
def test_fonts_of_fixed_width_are_known(style: str, monospace: bool | None) -> None:
    assert parse_style(style).monospace is monospace

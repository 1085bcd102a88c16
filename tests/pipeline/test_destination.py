"""A folder that nobody may write to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from migrator.errors import OutputError
from migrator.pipeline.destination import open_destination


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """As the system shows one to anybody but root."""
    monkeypatch.setattr(os, "access", lambda _path, mode: not mode & os.W_OK)
    return tmp_path


def test_it_is_refused_before_anything_is_fetched_for_it(sealed: Path) -> None:
    with pytest.raises(OutputError, match="can't be written"), open_destination(sealed, dry_run=False):
        pass


def test_a_dry_run_only_looks_at_it(sealed: Path) -> None:
    with open_destination(sealed, dry_run=True) as destination:
        assert not destination.known.files

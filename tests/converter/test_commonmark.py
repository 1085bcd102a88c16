"""The renderer of the proof, by itself."""

from __future__ import annotations

import subprocess
import sys

from migrator.converter.commonmark import render


def test_what_our_markdown_may_hold_is_rendered() -> None:
    html = render("| a |\n| --- |\n| ~~b~~ |\n\n<u>c</u>[^1]\n\n[^1]: note\n")
    assert all(part in html for part in ("<table>", "<del>b</del>", "<u>c</u>", 'class="footnotes"'))


def test_it_needs_no_other_module_to_be_set_up() -> None:
    program = "from migrator.converter.commonmark import render; print(render('<u>a</u>'))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "<u>a</u>" in done.stdout

"""The renderers that the dialects are written for, each started once for as many texts as wanted.

tests/run.sh installs them.  One that is missing fails the test: what isn't rendered isn't tested.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

import comrak
import markdown
import pytest

from migrator.converter.dialects import DIALECTS
from migrator.writer.profiles import shortcodes

_HERE = Path(__file__).parent
_NODE_MODULES = Path(sys.prefix) / "node" / "node_modules"
"""Where tests/run.sh puts the packages of package.json."""

_HUGO_SETTINGS = """
timeout = "600s"
markup.goldmark.renderer.unsafe = true
disableKinds = ["taxonomy", "term", "rss", "sitemap", "section", "404", "robotstxt"]
"""
_HUGO_HOME = (
    "{{ $all := slice }}{{ range site.RegularPages.ByWeight }}"
    "{{ $all = $all | append (string .Content) }}{{ end }}{{ $all | jsonify | safeHTML }}"
)


def render(renderer: str, texts: Sequence[str]) -> list[str]:
    """The HTML that a renderer (a key of `RENDERERS`) makes of each Markdown text."""
    htmls = RENDERERS[renderer](texts)
    assert len(htmls) == len(texts), f"{renderer} rendered {len(htmls)} of {len(texts)} texts"
    return htmls


def program(name: str, renderer: str) -> str:
    """A program's path: beside Python, where the packages of the tests put theirs, or on the path."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.fail(f"{renderer} needs {name}, which is not installed; tests/run.sh installs it", pytrace=False)
    return found


def _run(renderer: str, command: Sequence[str], texts: Sequence[str], node_modules: str = "") -> list[str]:
    """What a program makes of the texts: JSON in, JSON out.  Fails with the program's own words."""
    environment = {**os.environ, "NODE_PATH": node_modules}
    done = subprocess.run(
        command, input=json.dumps(texts), env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        pytest.fail(f"{renderer} can't render; tests/run.sh installs it:\n{done.stderr}", pytrace=False)
    htmls: list[str] = json.loads(done.stdout)
    return htmls


def _kramdown(texts: Sequence[str], *arguments: str) -> list[str]:
    command = [program("ruby", "kramdown"), "-EUTF-8:UTF-8", str(_HERE / "kramdown.rb"), *arguments]
    return _run("kramdown", command, texts)


def kramdown_as_typed(texts: Sequence[str]) -> list[str]:
    """kramdown's HTML with quotes and dashes as they were typed, so that words can be compared."""
    return _kramdown(texts, "as typed")


def _javascript(renderer: str, texts: Sequence[str]) -> list[str]:
    command = [program("node", renderer), str(_HERE / "javascript.cjs"), renderer]
    return _run(renderer, command, texts, node_modules=str(_NODE_MODULES))


def _goldmark(texts: Sequence[str]) -> list[str]:
    """Every text as a page of one Hugo site, whose home page holds what became of them."""
    with tempfile.TemporaryDirectory(prefix="hugo-") as folder:
        root = Path(folder)
        pages = {f"content/{number}.md": _hugo_page(number, text) for number, text in enumerate(texts)}
        for name, text in {**pages, "hugo.toml": _HUGO_SETTINGS, "layouts/index.html": _HUGO_HOME}.items():
            path = root / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        command = [program("hugo", "goldmark"), "--noBuildLock"]
        done = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=False)
        if done.returncode:
            pytest.fail(f"goldmark can't render, Hugo says:\n{done.stderr or done.stdout}", pytrace=False)
        htmls: list[str] = json.loads((root / "public" / "index.html").read_text(encoding="utf-8"))
        return htmls


def _hugo_page(number: int, text: str) -> str:
    # Hugo looks for shortcodes before Goldmark sees the text, so the profile escapes them.
    return f"---\nweight: {number + 1}\nbuild: {{render: never}}\n---\n{shortcodes.escape(text)}"


def _python_markdown(texts: Sequence[str]) -> list[str]:
    """As Pelican does: a first line that looks like `Title: x` belongs to the front matter."""
    parser = markdown.Markdown(extensions=["extra", "codehilite", "meta"])
    return [parser.reset().convert(f"Title: x\n\n{text}") for text in texts]


def _comrak(texts: Sequence[str]) -> list[str]:
    """With what pulldown-cmark has on in Zola."""
    extensions, rendering = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table = extensions.strikethrough = extensions.footnotes = extensions.tasklist = True
    rendering.unsafe_ = True
    return [comrak.render_markdown(text, extension_options=extensions, render_options=rendering) for text in texts]


RENDERERS: Mapping[str, Callable[[Sequence[str]], list[str]]] = {
    "kramdown": _kramdown,
    "goldmark": _goldmark,
    "markdown-it": partial(_javascript, "markdown-it"),
    "marked": partial(_javascript, "marked"),
    "micromark": partial(_javascript, "micromark"),
    "python-markdown": _python_markdown,
    "comrak": _comrak,
}

OF_DIALECT: Mapping[str, Sequence[str]] = {
    "kramdown": ["kramdown"],
    "goldmark": ["goldmark"],
    "gfm": ["markdown-it", "marked", "micromark"],
    "python_markdown": ["python-markdown"],
    "commonmark": ["comrak"],
}
"""The renderers of each dialect, by its name."""
DIALECT_OF = {renderer: DIALECTS[name] for name, renderers in OF_DIALECT.items() for renderer in renderers}
"""The dialect that each renderer reads."""

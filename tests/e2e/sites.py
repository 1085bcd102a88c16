"""The least site around a migrated folder that a generator can build, and the build itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

_JEKYLL_POST = """<!doctype html><html><head><title>{{ page.title | escape }}</title></head><body>
<h1>{{ page.title | escape }}</h1><p class="tags">{{ page.tags | join: "; " | escape }}</p>
{{ content }}<div id="id">{{ page.blogger_id }}</div>
{% for comment in site.data.comments[page.blogger_id] %}<div id="c{{ comment.id }}">{{ comment.html }}</div>{% endfor %}
</body></html>
"""
# What the theme does with its own fields: titles unescaped, summary and band as Markdown, categories only.
_ALEMBIC_POST = """<!doctype html><html><head><title>{{ page.title | strip_html }}</title>
<meta name="description" content="{{ page.excerpt | markdownify | strip_html | escape }}"></head><body>
<div class="feature">{{ page.feature_text | markdownify }}</div>
<h1>{{ page.title }}</h1><p class="tags">{{ page.categories | join: "; " | escape }}</p>
{{ content }}<div id="id">{{ page.blogger_id }}</div>
{% for comment in site.data.comments[page.blogger_id] %}<div id="c{{ comment.id }}">{{ comment.html }}</div>{% endfor %}
</body></html>
"""
_HUGO_PAGE = """<!doctype html><html><head><title>{{ .Title }}</title></head><body>
<h1>{{ .Title }}</h1><p class="tags">{{ with .Params.tags }}{{ delimit . "; " }}{{ end }}</p>
{{ .Content }}<div id="id">{{ .Params.blogger_id }}</div>
{{ range index hugo.Data.comments .Params.blogger_id }}<div id="c{{ .id }}">{{ .html | safeHTML }}</div>{{ end }}
</body></html>
"""
_DEFAULTS = 'defaults: [{scope: {path: ""}, values: {layout: post}}]\n'

SITES: Mapping[str, Mapping[str, str]] = {
    "jekyll": {
        "_config.yml": "timezone: America/New_York\n",
        "_layouts/post.html": _JEKYLL_POST,
        "_layouts/page.html": _JEKYLL_POST,
        "index.html": "---\n---\n{% for post in site.posts %}<div>{{ post.excerpt }}</div>{% endfor %}\n",
    },
    "alembic": {
        "_config.yml": "timezone: America/New_York\n" + _DEFAULTS,
        "_layouts/post.html": _ALEMBIC_POST,
    },
    "hugo": {
        "hugo.toml": 'baseURL = "https://example.org/"\nmarkup.goldmark.renderer.unsafe = true\n',
        "layouts/_default/single.html": _HUGO_PAGE,
        "layouts/_default/list.html": "{{ range .Pages }}<div>{{ .Summary }}</div>{{ end }}",
    },
}
_TROUBLE = re.compile(r"error|warn|conflict|duplicate|deprecat|exception", re.IGNORECASE)


def need(profile: str) -> None:
    """Fail a test whose generator this machine has not: a site that isn't built isn't tested."""
    if not program(profile):
        pytest.fail(f"the generator of the profile {profile} is not installed; tests/run.sh installs it", pytrace=False)


def program(profile: str) -> str | None:
    """The generator's program, if this machine has it: on the path, or installed beside Python."""
    name = "hugo" if profile == "hugo" else "jekyll"
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


def build(root: Path, profile: str, *, future: bool = False) -> Path:
    """Build the site that was migrated to `root`; fails where the generator says that anything is wrong.

    `future`: scheduled posts too.
    """
    for name, text in SITES[profile].items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    out = root / "_built"
    run = program(profile)
    assert run
    options = ["--printPathWarnings", "-d", str(out)] if profile == "hugo" else ["build", "-d", str(out)]
    options += ["-F" if profile == "hugo" else "--future"] if future else []
    environment = {**os.environ, "LANG": "C.UTF-8", "TZ": "Pacific/Auckland"}
    done = subprocess.run([run, *options], cwd=root, env=environment, capture_output=True, text=True, check=False)
    log = done.stdout + done.stderr
    assert done.returncode == 0, log
    assert [line for line in log.splitlines() if _TROUBLE.search(line)] == []
    return out


def page(out: Path, address: str) -> str:
    """The HTML that a plain file server gives at an address."""
    return (out / unquote(address).lstrip("/")).read_text(encoding="utf-8")


def visible(html: str) -> str:
    """What a reader sees of a page, on one line."""
    return " ".join(unescape(re.sub(r"<!--.*?-->|<[^<>]*>", "", html, flags=re.DOTALL)).split())

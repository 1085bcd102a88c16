"""Whole files, as each generator expects them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from migrator.errors import SettingsError
from migrator.model import Blog, Kind, Location, Post, Status
from migrator.writer import profiles
from migrator.writer.documents.comments import comments_document
from migrator.writer.documents.documents import document
from migrator.writer.permalinks.permalinks import Permalinks
from migrator.writer.profiles import PROFILES, get
from tests.writer.make import NOON, comment, post

BLOG = Blog(zone="Asia/Seoul")
OWL = post(
    title='The "owl": {{ 1 }} <3',
    url="https://birds.blogspot.com/2014/03/owl.html",
    labels=("Birds", "C++"),
    description="About owls",
    location=Location("Seoul", 37.5, 127.0),
)
BODY = "Owls say {{ hoo }}.\n\n<!--more-->\n\n{{< y >}}\n"

JEKYLL = """\
---
layout: "post"
title: "The \\"owl\\": {{ 1 }} <3"
date: 2014-03-05T21:00:00+09:00
permalink: "/2014/03/owl.html"
tags:
  - "Birds"
  - "C++"
author: "Ann"
description: "About owls"
image: "TOKEN"
location:
  name: "Seoul"
  latitude: 37.5
  longitude: 127.0
excerpt_separator: "<!--more-->"
blogger_id: "1"
---

Owls say {% raw %}{{{% endraw %} hoo }}.

<!--more-->

{% raw %}{{{% endraw %}< y >}}
"""

ALEMBIC = """\
---
title: "The \\"owl\\": {{ 1 }} &lt;3"
categories:
  - "Birds"
  - "C++"
excerpt: >
  About owls
feature_text: >
  About owls
image: "TOKEN"
date: 2014-03-05T21:00:00+09:00
permalink: "/2014/03/owl.html"
author: "Ann"
location:
  name: "Seoul"
  latitude: 37.5
  longitude: 127.0
blogger_id: "1"
---

Owls say {% raw %}{{{% endraw %} hoo }}.

<!--more-->

{% raw %}{{{% endraw %}< y >}}
"""

HUGO = """\
---
title: "The \\"owl\\": {{ 1 }} <3"
date: 2014-03-05T21:00:00+09:00
url: "/2014/03/owl.html"
tags:
  - "Birds"
  - "C++"
author: "Ann"
description: "About owls"
images:
  - "TOKEN"
location:
  name: "Seoul"
  latitude: 37.5
  longitude: 127.0
blogger_id: "1"
---

Owls say {{ hoo }}.

<!--more-->

{{</* y */>}}
"""


def text(given: Post, profile: str, body: str = BODY, **more: Any) -> str:
    chosen = get(profile)
    return document(given, BLOG, Permalinks.build([given], chosen, BLOG), chosen, body, **more).text


@pytest.mark.parametrize(("profile", "expected"), [("jekyll", JEKYLL), ("alembic", ALEMBIC), ("hugo", HUGO)])
def test_a_post(profile: str, expected: str) -> None:
    assert text(OWL, profile, lead="Owls say", image="TOKEN") == expected


def test_a_bare_draft_has_no_permalink_and_no_empty_fields() -> None:
    draft = post(url="", title="", status=Status.DRAFT, author="")
    assert text(draft, "jekyll", "Hm\n") == (
        '---\nlayout: "post"\ntitle: ""\ndate: 2014-03-05T21:00:00+09:00\nblogger_id: "1"\n---\n\nHm\n'
    )
    assert "draft: true\n" in text(draft, "hugo")


@pytest.mark.parametrize("profile", ["jekyll", "alembic", "hugo"])
def test_a_post_from_right_to_left_says_so(profile: str) -> None:
    assert '\ndir: "rtl"\n' in text(OWL, profile, direction="rtl")
    assert "\ndir:" not in text(OWL, profile)


def test_a_draft_page_is_not_published() -> None:
    page = post(url="", kind=Kind.PAGE, status=Status.DRAFT)
    assert "\npublished: false\n" in text(page, "jekyll")
    assert "\nlayout: " not in text(page, "alembic")
    assert '\nlayout: "page"\n' in text(page, "jekyll")


def test_the_file_of_an_empty_post_ends_with_its_front_matter() -> None:
    assert text(OWL, "hugo", "").endswith('blogger_id: "1"\n---\n')


@pytest.mark.parametrize(
    ("profile", "path", "address"),
    [
        ("jekyll", "assets/images/a b%.png", "/assets/images/a%20b%25.png"),
        ("alembic", "assets/images/owl.png", "/assets/images/owl.png"),
        ("hugo", "static/images/owl.png", "/images/owl.png"),
    ],
)
def test_images_are_addressed_from_the_root_of_the_site(profile: str, path: str, address: str) -> None:
    assert get(profile).image_address(PurePosixPath(path)) == address
    assert PurePosixPath(path).parent == get(profile).images


def test_comments_are_data() -> None:
    later = comment(id="5", parent_id="7", published=NOON + timedelta(hours=1), html="<b>Hm</b> \u2028{{ x }}")
    made = comments_document(post(comments=(later, comment(id="7", author_url=""))), get("hugo"), BLOG)
    assert made is not None
    assert (made.id, str(made.path)) == ("comments:1", "data/comments/1.json")
    assert "\u2028" not in made.text
    first, second = json.loads(made.text)
    assert first == {
        "id": "7",
        "parent": "",
        "author": "Bob",
        "url": "",
        "date": "2014-03-05T21:00:00+09:00",
        "html": "Nice",
    }
    assert (second["parent"], second["html"]) == ("7", "<b>Hm</b> \u2028{{ x }}")


def test_no_comments_no_file() -> None:
    assert comments_document(post(), get("jekyll"), BLOG) is None


def test_every_profile_is_listed() -> None:
    folder = Path(profiles.__file__).parent
    around = {"profile", "generators", "liquid", "shortcodes"}
    assert {path.stem for path in folder.glob("[a-z]*.py")} == set(PROFILES) | around
    assert {name: profile.name for name, profile in PROFILES.items()} == {name: name for name in PROFILES}


def test_an_unknown_profile_is_told() -> None:
    with pytest.raises(SettingsError, match=r"^profile ghost: .* Known are: jekyll, alembic, hugo$"):
        get("ghost")

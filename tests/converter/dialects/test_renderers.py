"""The real renderers, as the tests of the dialects start them."""

from __future__ import annotations

import pytest

from .renderers import RENDERERS, program, render

# What would go wrong if a text passed through a shell, a template or a wrong encoding.
TEXTS = ["", "*é* 한국 🎉", "a\u2028b\\", "{{< x >}} {% y %} {{ z }}", "---\na: b\n---", "a\n\nb"]


@pytest.mark.parametrize("renderer", RENDERERS)
def test_every_text_has_its_own_html(renderer: str) -> None:
    htmls = render(renderer, TEXTS)
    assert [html.strip() for html in htmls[:3]] == ["", "<p><em>é</em> 한국 🎉</p>", "<p>a\u2028b\\</p>"]
    assert all(sign in htmls[3] for sign in ("{{", "{%", "}}"))
    assert htmls[5].count("<p>") == 2


@pytest.mark.parametrize("renderer", RENDERERS)
def test_html_stays_as_it_is(renderer: str) -> None:
    html = '<iframe src="https://x.org/"></iframe>'
    assert render(renderer, [html])[0].strip().removeprefix("<p>").removesuffix("</p>") == html


def test_kramdown_has_the_settings_of_jekyll() -> None:
    text = '- [x] a  \n  "b" -- `c`\n\n~~d~~\ne\n\n# f\n'
    html = render("kramdown", [text])[0]
    assert all(piece in html for piece in ("checkbox", "“b” – <code", "<del>d</del>\ne</p>", '<h1 id="f">f</h1>'))


def test_goldmark_has_the_settings_of_hugo() -> None:
    html = render("goldmark", ['"b" -- www.x.org <u>c</u>\n\n## d\n\ne\n: f\n'])[0]
    assert all(piece in html for piece in ("&ldquo;b&rdquo; &ndash; <a ", "<u>c</u>", '<h2 id="d">', "<dd>f</dd>"))


def test_a_renderer_that_is_missing_is_a_failure() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"kramdown needs no-such-ruby, .* tests/run.sh installs it"):
        program("no-such-ruby", "kramdown")

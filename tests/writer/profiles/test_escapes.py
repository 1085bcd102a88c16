"""Template languages are kept from what a post only talks about."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.writer.profiles import liquid, shortcodes

PLAIN = ["", "plain", "{ }", "{ {", "}} %}", "{x}", "$\\frac{a}{b}$", "<!--more-->", "![](/a.png)"]


@pytest.mark.parametrize("text", [*PLAIN, "{{", "{{ x }}", "{% x %}", "{{{a}}}", "`{{ x }}`"])
def test_hugo_leaves_alone(text: str) -> None:
    assert shortcodes.escape(text) == text


@pytest.mark.parametrize("text", PLAIN)
def test_liquid_leaves_alone(text: str) -> None:
    assert liquid.escape(text) == text


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("{{ x }}", "{% raw %}{{{% endraw %} x }}"),
        ("{% endraw %}", "{% raw %}{%{% endraw %} endraw %}"),
        ("{{{% x", "{% raw %}{{{% endraw %}{% raw %}{%{% endraw %} x"),
        ("```\n{{ x }}\n```\n", "```\n{% raw %}{{{% endraw %} x }}\n```\n"),
    ],
)
def test_liquid(text: str, escaped: str) -> None:
    assert liquid.escape(text) == escaped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("{{< x >}}", "{{</* x */>}}"),
        ("{{% x %}} and {{< y >}}", "{{%/* x */%}} and {{</* y */>}}"),
        ("{{</* x */>}}", "{{</*/* x */*/>}}"),
        ("{{< a {{< b >}}", "{{</* a {{< b */>}}"),
        ("`{{< x >}}`", "`{{</* x */>}}`"),
        ("{{% never closed", "&#123;{% never closed"),
        ("{{< a\n\nb >}}", "&#123;{< a\n\nb >}}"),
        ("`{{%s & b}}`", "<code>&#123;&#123;%s &amp; b}}</code>"),
        ("`` {{< ` ``", "<code>&#123;&#123;&lt; `</code>"),
        ("```\n{{< x >}}\n\n{{< y\n>}}\n```\n", "```\n{{</* x */>}}\n\n{{</* y\n*/>}}\n```\n"),
        ("```c\nv{{<1\n{{% y %}}\n```\n", "```c\nv{{</*1\n{{% y %}}\n```\n<!-- */>}} -->\n"),
        ("-   ```\n    {{%\n    ```\n", "-   ```\n    {{%/*\n    ```\n    <!-- */%}} -->\n"),
    ],
)
def test_hugo(text: str, escaped: str) -> None:
    assert shortcodes.escape(text) == escaped


def read_by_hugo(text: str) -> str:
    """What Hugo's lexer makes of a body: fails where it finds a shortcode or an open comment."""
    shown = ""
    while opening := re.search(r"\{\{[<%]", text):
        assert text.startswith("/*", opening.end()), "a shortcode"
        closing = "*/" + (">}}" if opening[0][2] == "<" else "%}}")
        end = text.index(closing, opening.end() + 2)
        shown += text[: opening.end()] + text[opening.end() + 2 : end] + closing[2:]
        text = text[end + len(closing) :]
    return shown + text


PIECES = st.sampled_from(["{{<", "{{%", ">}}", "%}}", "/*", "*/", " x ", "\n", "\n\n", "`", "```\n", "{", "<", "a"])


@given(st.lists(PIECES, max_size=20).map("".join))
def test_hugo_never_meets_a_shortcode(text: str) -> None:
    read_by_hugo(shortcodes.escape(text))


@given(st.lists(st.sampled_from(["{{< x >}}", "{{% y %}}", "`{{< z >}}`", " and ", "\n\n"])).map("".join))
def test_hugo_shows_what_the_post_says(text: str) -> None:
    assert read_by_hugo(shortcodes.escape(text)) == text


@given(st.lists(PIECES, max_size=20).map("".join))
def test_liquid_shows_what_the_post_says(text: str) -> None:
    assert re.sub(r"\{% raw %\}(.*?)\{% endraw %\}", r"\1", liquid.escape(text), flags=re.DOTALL) == text

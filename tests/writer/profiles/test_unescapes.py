"""What was escaped for a template language is read back as its readers see it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.writer.profiles import PROFILES, liquid, shortcodes

PLAIN = ["", "plain", "{ }", "{{ page.title }}", "{% include x %}", "{{< figure >}}", "/* { */", "&#123; &amp;"]
SPOKEN = st.lists(
    st.sampled_from(["{{", "{%", "{{<", "{{%", ">}}", "%}}", "/*", "*/", "{", "raw", "endraw %}", " ", "\n\n", "x"])
).map("".join)


@pytest.mark.parametrize("profile", list(PROFILES))
@pytest.mark.parametrize("text", PLAIN)
def test_what_was_not_escaped_stays(profile: str, text: str) -> None:
    assert PROFILES[profile].unescape(text) == text


@pytest.mark.parametrize(
    "text",
    ["{{ x }}", "{% endraw %}", "{{{% x", "{% raw %}{{ x }}{% endraw %}", "```\n{{ x }}\n```\n", "[{{](/{{)"],
)
def test_liquid(text: str) -> None:
    assert liquid.unescape(liquid.escape(text)) == text


def test_liquid_that_a_person_wrote() -> None:
    assert liquid.unescape("{%- raw -%}\n{{ x }}\n{%- endraw -%}") == "\n{{ x }}\n"


@pytest.mark.parametrize(
    "text",
    [
        "{{< x >}}",
        "{{% x %}} and {{< y >}}",
        "{{</* x */>}}",
        "{{< a {{< b >}}",
        "`{{< x >}}`",
        "{{% never closed",
        "{{< a\n\nb >}}",
        "```\n{{< x >}}\n\n{{< y\n>}}\n```\n",
        "{{< x >}}\n\n```c\nv{{<1\n{{% y %}}\n*/%}}\n```\n\n{{% z %}}\n",
        "-   ```\n    {{%\n    ```\n",
    ],
)
def test_hugo(text: str) -> None:
    assert shortcodes.unescape(shortcodes.escape(text)) == text


def test_code_that_had_to_become_html_reads_alike() -> None:
    assert shortcodes.unescape(shortcodes.escape("`{{%s & b}}`")) == "<code>&#123;&#123;%s &amp; b}}</code>"


@given(SPOKEN)
def test_liquid_comes_back_whatever_was_said(text: str) -> None:
    assert liquid.unescape(liquid.escape(text)) == text


@given(SPOKEN)
def test_hugo_comes_back_whatever_was_said(text: str) -> None:
    assert shortcodes.unescape(shortcodes.escape(text)) == text

"""Links in code lead where links elsewhere do."""

from __future__ import annotations

import pytest

from migrator.converter.context import Context
from migrator.converter.convert import convert
from migrator.converter.fidelity.check import check

OLD, NEW = "https://garden.blogspot.com/2014/03/frame.html", "/2014/03/frame.html"


@pytest.mark.parametrize(
    "html",
    [
        f'<pre>see <a href="{OLD}">frame</a></pre>',
        f'<a href="{OLD}"><pre>frame</pre></a>',
        f'<table><tr><td class="gutter">1</td><td class="code"><pre><a href="{OLD}">frame</a></pre></td></tr></table>',
    ],
    ids=["in it", "around it", "in a highlighter's table"],
)
def test_a_link_in_code_leads_to_the_post_s_new_place(html: str) -> None:
    context = Context(link=lambda href: NEW if href == OLD else href)
    markdown = convert(html, context).markdown
    assert f'<a href="{NEW}">' in markdown
    assert OLD not in markdown
    assert check(html, markdown, context) == ()

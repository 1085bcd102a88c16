"""A text is shown as it is wherever it stands, and has escapes only where without them it would not be."""

from __future__ import annotations

import re

import pytest

from migrator.converter.dialects import DIALECTS
from migrator.converter.dialects.escapes import balanced, escape_text
from migrator.converter.dialects.lines import escape_paragraph

from .places import PLACES
from .reading import reading, typed
from .renderers import DIALECT_OF, OF_DIALECT, RENDERERS, render
from .texts import generated, texts

NO_OP = [
    *"x snake_case C# 5<6 AT&T (x) [x] x! $5 a-b x: ~5 1.5 @x %x% {x} x^2 C:\\dir 한글".split(),
    *["a * b", "a _ b", "a < b > c", "[x] (y)", "x {: .y}", "$x$ and $y$", "http://x.org/a_b?c=d&e=f_g"],
]

# Each of them whole, so that it means something by itself or nothing at all.
WHOLE = [
    *"*x* **x** a*b*c _x_ __x__ x_y_z snake_case_name 1982_a_, `x` ``x`` ~~x~~ a~~x~~b [x](y) ![x](y) [[x]]".split(),
    *"<b>x</b> <br> <http://x.org> <a@b.c> &copy; &#65; &amp; R&D; \\* \\, \\(x\\) a|b |x| $$x$$ --force -->".split(),
    *"<--a x{y}z ^ a^b ^x^ ==x== ++x++ :smile: !!! 12 #x >x -x +x === ____ http://x.org/a_b www.x.org a@b.c".split(),
    *["http://x.org/a--b", "https://x.org/~me/", "a _b c_ d", "x ~y~ z", "~5 and ~6", "a << b", "a >> b >> c"],
    *["# x", "> x", "- x", "+ x", "* x", "1. x", "1) x", "1234567890. x", "1.x", "- - -", "---", "***", ": x", ":x"],
    *["[x]: y", "[x]:y", "[x] y", "[x] [y]", "{.x}", "\\ x", "C# and F#"],
    *NO_OP,
]
LATER = ["# x", "> x", "- x", "1. x", "===", "---", ":-:", "^", "x", "+x", "12.5"]
"""What can begin a block in a paragraph's second line, or not."""
IN_ITEMS = {"python_markdown": {"- x", "1. x", ":-:"}}
"""What does so only in a list's item."""

SPELLED = [
    ("a | b", r"a \| b", "a | b", "a | b", "a | b"),
    ("x >> y", r"x \>> y", r"x \>> y", "x >> y", "x >> y"),
    ("cat <<EOF", r"cat \<\<EOF", r"cat \<\<EOF", r"cat <\<EOF", "cat <&lt;EOF"),
    ("use --force", r"use \--force", r"use \--force", "use --force", "use --force"),
    ("<b> & &lt;", r"\<b> & &amp;lt;", r"\<b> & \&lt;", r"\<b> & \&lt;", "&lt;b> & &amp;lt;"),
    ("10~20", "10~20", r"10\~20", r"10\~20", "10~20"),
    ("~~x~~", r"\~\~x\~\~", r"\~\~x\~\~", r"\~\~x\~\~", "~~x~~"),
    ("1982_L_, 4_0", r"1982_L\_, 4_0", "1982_L_, 4_0", "1982_L_, 4_0", "1982_L_, 4_0"),
    ("a ____ b", r"a \_\_\_\_ b", "a ____ b", "a ____ b", "a ____ b"),
    ("$$x$$ $5", r"\$\$x\$\$ $5", "$$x$$ $5", "$$x$$ $5", "$$x$$ $5"),
    ("[^1] [x](y)", r"\[^1] [x]\(y)", r"\[^1] [x]\(y)", r"\[^1] [x]\(y)", r"\[^1] [x]\(y)"),
    (r"\(a_1\) \, \*", r"\\(a_1\\) \, \\\*", r"\\(a_1\\) \\, \\\*", r"\\(a_1\\) \\, \\\*", r"\\(a_1\\) \, \\\*"),
    ("http://x.org/_a_", r"http://x.org/\_a\_", "<http://x.org/_a_>", "<http://x.org/_a_>", r"http://x.org/\_a_"),
    ("www.x.org/_a_", r"www.x.org/\_a\_", r"[www.x.org/\_a_](http://www.x.org/_a_)", None, r"www.x.org/\_a_"),
    ("^", "&#94;", "^", "^", "^"),
    (": x", r"\: x", r"\: x", ": x", "&#58; x"),
    ("1) x 1. y", "1) x 1. y", r"1\) x 1. y", r"1\) x 1. y", "1) x 1. y"),
    ("#x", "#x", "#x", "#x", r"\#x"),
    ("\xa0x", "\xa0x", "\xa0x", "\xa0x", "&nbsp;x"),
]
"""A text, and how kramdown, Goldmark, GFM and Python-Markdown spell it; None: as the one before."""


def test_a_plain_text_stays_as_it_is() -> None:
    for dialect in DIALECTS.values():
        assert [escape_paragraph(escape_text(text, dialect), dialect) for text in NO_OP] == NO_OP


@pytest.mark.parametrize("case", SPELLED, ids=[case[0] for case in SPELLED])
def test_how_each_dialect_spells_a_text(case: tuple[str, str, str, str | None, str]) -> None:
    text, kramdown, goldmark, gfm, python_markdown = case
    names = ("kramdown", "goldmark", "gfm", "python_markdown")
    dialects = [DIALECTS[name] for name in names]
    spelled = [escape_paragraph(escape_text(text, dialect), dialect) for dialect in dialects]
    assert spelled == [kramdown, goldmark, gfm or goldmark, python_markdown]


@pytest.mark.parametrize("name", DIALECTS)
def test_an_escape_stands_exactly_where_the_text_would_change_without_any(name: str) -> None:
    dialect = DIALECTS[name]
    first = f"x{dialect.hard_break}\n"
    whole = {f"x\n\n{text}": f"<p>x</p><p>{typed(text)}</p>" for text in WHOLE}
    later = {first + text: f"<p>x<br>{typed(text)}</p>" for text in LATER if text not in IN_ITEMS.get(name, ())}
    plain = whole | later
    changed = {
        text
        for renderer in OF_DIALECT[name]
        for text, html in zip(plain, render(renderer, list(plain)), strict=True)
        if reading(html, set_signs=True) != plain[text]
    }
    escaped = {f"x\n\n{text}" for text in WHOLE if escape_paragraph(escape_text(text, dialect), dialect) != text}
    escaped |= {text for text in later if escape_paragraph(text, dialect) != text}
    assert escaped == changed


@pytest.mark.parametrize("renderer", RENDERERS)
def test_a_text_is_shown_as_it_is(renderer: str) -> None:
    dialect = DIALECT_OF[renderer]
    cases = [
        (name, place.markdown(dialect, a, b), place.reading.format(a=typed(a), b=typed(b), c=typed(a.replace("~", ""))))
        for a, b in generated(texts)
        for name, place in PLACES.items()
        if place.needs(dialect) and not is_known(renderer, name, a) and not is_known(renderer, name, b)
    ]
    htmls = render(renderer, [markdown for _, markdown, _ in cases])
    differing = [
        (name, markdown, reading(html), expected)
        for (name, markdown, expected), html in zip(cases, htmls, strict=True)
        if reading(html) != expected
    ]
    assert sorted(differing, key=lambda case: len(case[1]))[:5] == []


def is_known(renderer: str, place: str, text: str) -> bool:
    """What no spelling helps, or none that is worth it."""
    if renderer == "marked" and place == "in a link":
        return re.search(r"\\[\[\]]", text) is not None  # it takes the backslash before a bracket away twice
    # It looks for an e-mail's address between the angle brackets of two texts, and for tables before lists.
    return renderer == "python-markdown" and re.search(r"<\S*@|^[|:\s-]+$|--- \|", text) is not None


def test_what_stands_around_a_text_counts() -> None:
    goldmark, kramdown = DIALECTS["goldmark"], DIALECTS["kramdown"]
    assert escape_text("Hi!", goldmark, after="[l](/u)") == r"Hi\!"
    assert escape_text("(y)", goldmark, before="[^1]") == r"\(y)"
    assert escape_text("a <", kramdown, after="<sub>") == "a &lt;"
    assert escape_text("C:\\", goldmark, after="\\\n") == "C:&#92;"
    assert escape_text("{: .x}", kramdown, before="*e*") == r"\{: .x}"
    assert escape_text("see http://x.org", goldmark, after="`c`") == "see <http://x.org>"
    assert escape_text("a|b`c", kramdown, cell=True) == r"a\|b&#96;c"
    assert escape_text("http://x.org/_a_", goldmark, linked=True) == r"http://x.org/\_a_"
    assert escape_text("[x", goldmark, brackets=True) == r"\[x"


def test_a_very_long_text_takes_time_by_its_length() -> None:
    for sign in ["<", "*", "_", "&", "[", "](", "~", "$", "{:", "a@", 'http://a"', "--", "`", "\\", "(", "#", "1. "]:
        for dialect in DIALECTS.values():
            assert escape_paragraph(escape_text(sign * 2_000, dialect, before="x"), dialect)


def test_brackets_are_balanced_where_those_that_count_are() -> None:
    assert all(map(balanced, ["", "x", "[x]", "[[x] y]", r"\[x", r"[x\]]", "\\\\[x]"]))
    assert not any(map(balanced, ["[x", "x]", "]x[", r"[x\]", r"\\[x"]))

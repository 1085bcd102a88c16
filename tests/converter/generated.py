"""Bodies made at random: every mark in every other, blocks where none belong, and text that looks like Markdown."""

from __future__ import annotations

from html import escape

from hypothesis import strategies as st

NASTY = [
    *"* _ ` # + - ~ | \\ < > & [ ] ( ) { } ! = : ^ $ \" '".split(),
    *"** __ `` ``` ~~ -- --- *** ___ === [^1] [a](b) ![a](b) {: {{ <b> </p> <!--".split(),
    *"&amp; &lt; &#42; &copy; \\* 1. 2) 10. $x_1$ C# a_b x*y https://x.example/a_b*c_ www.x.example".split(),
    *"“ ” 「 」 （ ） 。 、 … é ß 한국 글 日本 漢字 שלום 🎉 👍🏽".split(),
]
WORDS = ["saw", "axe", "two", "Tool", "1986", "ab12"]

letters = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4)
words = st.one_of(st.sampled_from(WORDS), st.sampled_from(NASTY).map(escape), letters.map(escape))
blanks = st.sampled_from([" ", " ", "", "\n", "&nbsp;", "  ", "&nbsp;&nbsp;", "\t"])
texts = st.lists(st.tuples(words, blanks), min_size=1, max_size=4).map(lambda pairs: "".join(a + b for a, b in pairs))

_MARKS = [
    *(name for name in "b i strong em u s del sub sup code kbd mark q span font small cite tt".split()),
    'span style="font-weight: bold"',
    'span style="font-style:italic"',
    'a href="https://x.example/a_(b)?c=d&amp;e=*f*"',
    'a href="/p/a b.html" title="&quot;t&quot; *x*"',
    'abbr title="t"',
]
_BLOCKS = [
    *"p div blockquote center details dl dd".split(),
    'div style="text-align: center"',
    'p dir="ltr"',
    'div class="separator"',
]
_PIECES = st.sampled_from(
    [
        "<br>",
        "<br /><br />",
        "<hr>",
        "<p></p>",
        "<b></b>",
        '<img src="https://x.example/a.png" alt="a_b*c">',
        '<a href="https://x.example/b"><img src="https://x.example/b.png"></a>',
        "<div><br></div>",
        "<!-- comment -->",
        '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
    ]
)


def _wrapped(tag: str, inner: str) -> str:
    return f"<{tag}>{inner}</{tag.split()[0]}>"


def _in_one_line(inner: str) -> str:
    return inner.replace("<br>", " ").replace("<br /><br />", " ").replace("<div><br></div>", "")


def _lines(name: str) -> st.SearchStrategy[str]:
    return st.lists(inlines, min_size=1, max_size=3).map(
        lambda items: f"<{name}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{name}>"
    )


def _table(rows: list[list[str]]) -> str:
    cells = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


inlines = st.recursive(
    st.one_of(texts, texts, _PIECES),
    lambda inner: st.one_of(
        st.builds(_wrapped, st.sampled_from(_MARKS), inner),
        st.lists(inner, min_size=1, max_size=4).map("".join),
    ),
    max_leaves=8,
)

bodies = st.recursive(
    inlines,
    lambda inner: st.one_of(
        st.builds(_wrapped, st.sampled_from(_BLOCKS), inner),
        st.builds(_wrapped, st.sampled_from(_MARKS), inner),
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.builds(_wrapped, st.sampled_from(["h2", "h3"]), inlines.map(_in_one_line)),
        inlines.map(lambda code: f"<pre>x{code}</pre>"),
        _lines("ul"),
        _lines("ol"),
        st.builds(lambda item, below: f"<ul><li>{item}{below}</li></ul>", inlines, inner),
        st.lists(st.lists(inlines, min_size=2, max_size=3), min_size=2, max_size=3).map(_table),
    ),
    max_leaves=12,
)

"""Texts made at random of what looks like Markdown in one dialect or another."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.converter.generated import NASTY, WORDS

_MORE = [
    *"_x_ *x* ~x~ ~~x~~ `x` 1982_a_, 10~20 ~5 a~ {: .x} {.x} {#x} {x} {::comment} {:/} $$ $$x$$ << >> >>> <<EOF".split(
        " "
    ),
    *"--force a--b --> <-- ... <a@b.c> <3 a@b.c [x]: [ ] [x] *[a]: [a]: : ^ |-| --- :-: ## #x 1234567890. 2.".split(
        " "
    ),
    *"http://x.example/_a_ http://x.example/a--b www.x.example/_a_ C:\\d \\(x\\) \\[x\\] \\ / // :) don't 's".split(),
    *"\xa0 \u3000 「 글 é … “ ” ==x== x=y @x --- | --- a | b".split(" "),
]
_ADDRESSES = [
    *"/x a_b_ *c* ~~d~~ (e) ( ) [f] [ ] <g> \" ' ` \\ | {h} ^ $$ &amp; &copy=1 &copy; ?q=1&r=2 %20 #i 한글 é".split(),
    *"-- ... ! http://x.org/ .. \\* ; = : @".split(),
    " ",
]

_pieces = st.one_of(st.sampled_from(NASTY), st.sampled_from(_MORE), st.sampled_from(WORDS))
_texts = st.lists(st.tuples(_pieces, st.sampled_from([" ", " ", ""])), min_size=1, max_size=6)
_addresses = st.lists(st.sampled_from(_ADDRESSES), min_size=1, max_size=5).map("".join)


def _one_line(pieces: list[tuple[str, str]]) -> str:
    return re.sub(" +", " ", "".join(piece + blank for piece, blank in pieces)).lstrip(" ").rstrip()


texts = _texts.map(_one_line).filter(bool)
addresses = _addresses.map(str.strip).filter(bool)


@cache
def generated(strategy: st.SearchStrategy[str], count: int = 150) -> list[tuple[str, str]]:
    """Pairs of texts, the same in every run, to be rendered all at once: a start of a renderer for each takes hours."""
    found: list[tuple[str, str]] = []

    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate])
    @given(strategy, strategy)
    def collect(a: str, b: str) -> None:
        found.append((a, b))

    collect()
    return found

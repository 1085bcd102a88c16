"""The proof: what a post's Markdown kept of the post, as a reader sees both.

The Markdown is rendered by an independent renderer and compared with the post's own HTML: words and their order, where
images and embeds stand between them, links with their words, emphasis, letters of fixed width, indents, headings,
code, tables, lists, quotes.  Whatever differs is a finding with its words or address.  What the converter takes out on
purpose (trackers, feed footers, hidden text, scripts) is a note of the conversion instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from migrator.converter.commonmark import render
from migrator.converter.context import Context
from migrator.converter.fidelity.blocks import block_findings
from migrator.converter.fidelity.findings import KINDS, finding
from migrator.converter.fidelity.layout import MOST_PAIRS, Alignment, matching_blocks
from migrator.converter.fidelity.links import link_findings
from migrator.converter.fidelity.marks import mark_findings
from migrator.converter.fidelity.places import image_findings, stand_ins
from migrator.converter.fidelity.seen import CAPTION, NOTES
from migrator.converter.fidelity.view import view_of
from migrator.converter.fidelity.words import TAG, words
from migrator.model import Finding, Note, Post


def check(html: str, markdown: str, context: Context) -> tuple[Finding, ...]:
    """Everything in which the Markdown differs from the post, or nothing at all."""
    alignment = Alignment(view_of(html), view_of(render(markdown)))
    findings = (
        *_word_findings(alignment, context),
        *link_findings(alignment, context),
        *image_findings(alignment, context),
        *mark_findings(alignment, context),
        *block_findings(alignment),
    )
    return tuple(finding for finding in findings if finding)


def _word_findings(alignment: Alignment, context: Context) -> Iterator[Finding | None]:
    """Words that are gone, that are new, and that stand elsewhere."""
    if alignment.equal:
        return
    source, result = alignment.before.words, alignment.after.words
    ours = _unmatched(len(source), [(a, size) for a, _, size in alignment.word_blocks])
    theirs = _unmatched(len(result), [(b, size) for _, b, size in alignment.word_blocks])
    lost, added = Counter(source) - Counter(result), Counter(result) - Counter(source)
    parts = alignment.after.parts
    own = ["".join(parts[link.part : link.end]) for link in stand_ins(alignment, context)]
    tags = [tag for code in alignment.after.view.codes for tag in TAG.findall(code)]
    added -= Counter(words(" ".join(own + tags)))
    yield _finding_of_words("words", source, ours, lost)
    yield _finding_of_words("added", result, theirs, added)
    yield _order(alignment, ours, theirs, lost)


def _order(alignment: Alignment, ours: list[int], theirs: list[int], lost: Counter[str]) -> Finding | None:
    """Words that stand elsewhere, but for captions, which go with their images; `ours` and `theirs` have no match."""
    if len(ours) * len(theirs) > MOST_PAIRS:
        return None
    source, result = alignment.before.words, alignment.after.words
    states = [alignment.after.state_at(place) for place in alignment.after.starts[:-1]]
    if any(state & NOTES for state in states):
        # A renderer sets footnotes at the end: the words of either side are compared among themselves.
        notes = [word for word, state in zip(result, states, strict=True) if state & NOTES]
        result = [word for word, state in zip(result, states, strict=True) if not state & NOTES]
        states = [state for state in states if not state & NOTES]
        blocks = matching_blocks(source, notes)
        source = [source[at] for at in _unmatched(len(source), [(a, size) for a, _, size in blocks])]
        blocks = matching_blocks(source, result)
        ours = _unmatched(len(source), [(a, size) for a, _, size in blocks])
        theirs = _unmatched(len(result), [(b, size) for _, b, size in blocks])
    moved = Counter(result[at] for at in theirs if result[at].isalnum() and not states[at] & CAPTION)
    return _finding_of_words("order", source, ours, (Counter(source[at] for at in ours) & moved) - lost)


def _unmatched(length: int, blocks: list[tuple[int, int]]) -> list[int]:
    """The numbers of the words that are in none of the blocks, each given by where it begins and its length."""
    ends = [0, *(start + size for start, size in blocks)]
    starts = [*(start for start, _ in blocks), length]
    return [at for end, start in zip(ends, starts, strict=True) for at in range(end, start)]


def _finding_of_words(kind: str, text: Sequence[str], places: list[int], wanted: Counter[str]) -> Finding | None:
    """The wanted ones of the words at some places, runs of neighbours together, each run after the word before it."""
    runs: list[str] = []
    count, last = 0, -2
    for at in places:
        word = text[at]
        if wanted[word] > 0:
            wanted[word] -= 1
            count += 1
            if at == last + 1:
                runs[-1] += f" {word}"
            else:
                runs.append(f"after “{text[at - 1]}”: {word}" if at else word)
            last = at
    return finding(kind, runs, count)


def finding_note(post: Post, finding: Finding) -> Note:
    """What a person reads of it."""
    code, sentence = KINDS[finding.kind]
    message = f"{sentence.format(count=finding.count)}: {finding.detail}"
    return Note(code, post.name, message, post_id=post.id, loss=finding.kind != "added")

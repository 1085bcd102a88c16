"""The rules of the architecture, read from the source: floors, sizes, names, tables."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from migrator import layout
from migrator.cli.app import COMMANDS
from migrator.converter.dialects import DIALECTS
from migrator.writer.profiles import PROFILES
from tests.paths import ROOT

PACKAGE = ROOT / "migrator"

FLOORS = (
    {"__main__", "__init__"},
    {"cli"},
    {"api"},
    {"console"},
    {"checker"},
    {"pipeline", "finisher"},
    {"sync"},
    {"job"},
    {"writer", "fetcher", "demo"},
    {"converter", "storage"},
    {"report", "inspection", "settings", "blogger", "progress", "frontmatter"},
    {"model"},
    {"errors", "layout"},
)
"""The package's parts (a module or folder each), from the top: each imports only from the floors below its own."""

LARGEST, SMALLEST = 300, 60
"""Lines of a module."""
LONGEST = 50
"""Lines of a function."""
ONE_FILE_EACH = ("cli.", "writer.profiles.", "converter.dialects.")
"""Where one command, one profile and one dialect have a file each, however short."""
SMALL = {
    "__main__": "the start",
    "console.progress": "the only one that listens, beside those that print",
    "converter.addresses": "the addresses in a body, for the check and the fingerprints",
    "converter.commonmark": "the renderer of the proof, behind one function",
    "converter.context": "what a conversion is given and gives back",
    "converter.render.markdownify": "what is taken over from markdownify, and how",
    "converter.render.spans": "code and links within a line, for Markdown and HTML",
    "converter.tree.direction": "which way text is written, for the body and its parts",
    "errors": "what ends a run",
    "fetcher.feed.comments": "the window of comments that a feed still shows",
    "fetcher.formats.settings": "a blog's settings, in whatever form",
    "fetcher.http.errors": "what can go wrong with a request",
    "fetcher.images.workers": "threads, by host",
    "fetcher.refetch": "posts that are read again one by one, for feed and API",
    "layout": "the paths below .migrator/",
    "progress": "stages and times",
    "storage.jsonlines": "the one serialiser",
    "sync.references": "what ties posts to each other",
    "writer.disk.lock": "one run at a time",
    "writer.disk.newlines": "line ends, for digests and files",
    "writer.disk.statefolder": "the way up from older versions' folders",
    "writer.documents.comments": "comments as data",
    "writer.documents.dates": "the blog's clock",
    "writer.documents.documents": "a post's file, of its parts",
}
"""Modules of less than `SMALLEST` lines, each with the reason why it stands alone."""

NETWORK_AND_ARCHIVES = {"httpx", "httpcore", "socket", "urllib.request", "http", "zipfile", "tarfile"}
MAY_OPEN_THEM = {"fetcher", "demo"}


@cache
def modules() -> tuple[tuple[str, Path], ...]:
    """Dotted name inside the package and file of every module."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if len(parts) > 1 and parts[-1] == "__init__" else parts)
        found.append((name, file))
    return tuple(found)


@cache
def known_modules() -> frozenset[str]:
    """Full names of the package's modules."""
    return frozenset(f"migrator.{name}" for name, _ in modules())


def imports(file: Path) -> Iterator[str]:
    """Full names of everything that a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: relative imports hide where an arrow goes"
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            # `from package import module` is an arrow to the module, not to the package.
            yield from names if names <= known_modules() else {node.module or "", *names}


def own_modules(file: Path) -> set[str]:
    """The package's modules that `file` imports, by their dotted names inside the package."""
    return {name.removeprefix("migrator.") for name in known_modules() & set(imports(file))}


@cache
def floor(part: str) -> int:
    """How many floors lie above a part's."""
    return next(number for number, parts in enumerate(FLOORS) if part in parts)


@pytest.mark.parametrize(("name", "file"), modules(), ids=[name for name, _ in modules()])
def test_a_part_imports_only_what_lies_below_it(name: str, file: Path) -> None:
    part = name.split(".")[0]
    reached = {target.split(".")[0] for target in own_modules(file)} - {part}
    assert {other for other in reached if floor(other) <= floor(part)} == set()


@pytest.mark.parametrize(("name", "file"), modules(), ids=[name for name, _ in modules()])
def test_only_the_fetcher_and_the_demo_server_open_sockets_and_archives(name: str, file: Path) -> None:
    opened = {found for found in imports(file) if found.split(".")[0] in NETWORK_AND_ARCHIVES}
    opened |= NETWORK_AND_ARCHIVES & set(imports(file))
    assert not opened or name.split(".")[0] in MAY_OPEN_THEM


def test_inside_the_fetcher_no_two_parts_import_each_other() -> None:
    arrows = {
        (name.split(".")[1], target.split(".")[1])
        for name, file in modules()
        for target in own_modules(file)
        if name.startswith("fetcher.") and target.startswith("fetcher.")
    }
    assert not {(one, other) for one, other in arrows if one < other and (other, one) in arrows}


def test_no_module_imports_itself_round_a_circle() -> None:
    arrows = {name: own_modules(file) - {name} for name, file in modules()}

    def walk(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        for target in sorted(arrows[name]):
            if target not in done:
                walk(target, (*above, name))
        done.add(name)

    done: set[str] = set()
    for start in arrows:
        walk(start, ())


def test_no_module_is_a_drawer_for_everything() -> None:
    names = {name.rpartition(".")[2] for name, _ in modules()}
    assert not names & {"utils", "util", "helpers", "common", "misc"}


@pytest.mark.parametrize(("name", "file"), modules(), ids=[name for name, _ in modules()])
def test_only_the_layout_spells_paths_of_the_state_folder(name: str, file: Path) -> None:
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    texts = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    spelled = [text for text in texts if f"{text}/".startswith(f"{layout.FOLDER}/")]
    assert not spelled or name == "layout"


def test_modules_are_of_a_size_to_be_read() -> None:
    sizes = {name: file.read_text(encoding="utf-8").count("\n") for name, file in modules() if file.stem != "__init__"}
    assert not {name: lines for name, lines in sizes.items() if lines > LARGEST}, "split them"
    small = {name for name, lines in sizes.items() if lines < SMALLEST and not name.startswith(ONE_FILE_EACH)}
    assert small <= SMALL.keys(), "let each join its other half, or say in SMALL why it stands alone"
    assert {name for name in SMALL if name not in sizes} == set(), "these are gone"


def test_functions_are_of_a_size_to_be_read() -> None:
    for name, file in modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                assert node.end_lineno - node.lineno < LONGEST, f"{name}.{node.name} is long: split it"


def test_a_class_name_stands_for_one_class() -> None:
    classes = Counter(
        node.name.lstrip("_")
        for _, file in modules()
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert [name for name, count in classes.items() if count > 1] == []


def files_in(folder: str) -> set[str]:
    """The names of the modules in a folder of the package."""
    return {file.stem for name, file in modules() if name.startswith(f"{folder}.") and file.stem != "__init__"}


def test_every_command_is_listed() -> None:
    shared = {"app", "network", "options", "run"}
    assert files_in("cli") == {command.__name__ for command in COMMANDS} | shared


def test_every_profile_and_dialect_is_listed() -> None:
    around = {"profile", "generators", "liquid", "shortcodes"}
    assert files_in("writer.profiles") == PROFILES.keys() | around
    around = {"dialect", "escapes", "lines", "signs", "targets"}
    assert files_in("converter.dialects") == DIALECTS.keys() | around


def test_every_construct_is_in_use() -> None:
    users = {name: own_modules(file) for name, file in modules()}
    listed = users["converter.constructs.table"] | users["converter.convert"]
    helpers = {"table", "languages"}
    missing = {name for name in files_in("converter.constructs") if f"converter.constructs.{name}" not in listed}
    assert missing <= helpers

"""The import rules of the architecture, read from the source: no arrow goes up or sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from migrator import layout
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

NOT_YET = {
    ("storage", "sync"),
}

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
    assert {other for other in reached if floor(other) <= floor(part)} <= {b for a, b in NOT_YET if a == part}


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


def test_modules_and_functions_stay_readable() -> None:
    for name, file in modules():
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, f"{name} is long: split it"  # 60 to 250 is what we aim at
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                assert node.end_lineno - node.lineno <= 50, f"{name}.{node.name} is long: split it"

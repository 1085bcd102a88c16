"""The import rules of the architecture, read from the source: no arrow goes up or sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "migrator"

MAY_IMPORT = {
    "__init__": set(),
    "__main__": {"cli"},
    "cli": {
        *("access", "completing", "environment", "job", "looking", "options", "running", "settings", "starting"),
        *("upkeep", "pipeline", "preview", "errors"),
    },
    "running": {"job", "settings", "pipeline", "checking", "report", "verdict", "preview", "demo", "model", "errors"},
    "options": set(),
    "access": {"fetcher", "errors"},
    "looking": {"access", "environment", "job", "options", "running"},
    "job": {"selection", "settings", "fetcher"},
    "environment": {"settings", "errors"},
    "recognising": set(),
    "starting": {
        *("environment", "job", "options", "overview", "pipeline", "preview", "recognising", "settings"),
        *("writer", "model", "errors"),
    },
    "completing": {"finishing", "options", "preview", "report"},
    "finishing": {
        *("finishedfolder", "finisher", "pictures", "report", "stages", "store"),
        *("fetcher", "writer", "model", "errors"),
    },
    "finisher": {"pictures", "posting", "fetcher", "converter", "writer", "model", "errors"},
    "finishedfolder": {"fetcher", "writer", "model", "errors"},
    "upkeep": {"environment", "writer", "settings", "errors"},
    "pipeline": {
        *("briefing", "catching", "destination", "gathering", "job", "making", "outcome", "overview", "pictures"),
        *("posting", "report", "shelf", "stages", "store", "untouched", "wording", "fetcher", "converter", "writer"),
        *("model", "errors"),
    },
    "gathering": {"briefing", "catching", "job", "snapshot", "stages", "store", "fetcher", "model"},
    "catching": {
        *(
            "briefing",
            "job",
            "snapshot",
            "stages",
            "store",
            "ties",
            "untouched",
            "fetcher",
            "writer",
            "model",
            "errors",
        ),
    },
    "untouched": {"snapshot", "writer", "model"},
    "briefing": {"job", "ledger", "store", "writer", "model"},
    "snapshot": {"ties", "writer", "model", "errors"},
    "ties": set(),
    "checking": {
        *("finished", "gathering", "job", "laid", "leads", "site", "verdict", "posting", "settings", "stages", "store"),
        *("fetcher", "converter", "writer", "model", "errors"),
    },
    "laid": {"fetcher", "converter", "writer", "model"},
    "leads": {"finished", "site", "fetcher", "converter", "writer", "model"},
    "finished": {"writer", "model", "errors"},
    "site": {"writer"},
    "verdict": {"model"},
    "outcome": {"making", "pictures", "report", "shelf", "stages", "store", "fetcher", "model"},
    "destination": {"settings", "writer", "model", "errors"},
    "making": {"ledger", "posting", "report", "shelf", "stages", "store", "writer", "model", "errors"},
    "ledger": {"settings", "ties", "fetcher", "converter", "writer", "model"},
    "wording": {"pictures", "shelf", "store", "writer", "model"},
    "posting": {"pictures", "converter", "writer", "model", "errors"},
    "pictures": {"fetcher", "writer", "model", "errors"},
    "preview": {"report", "verdict", "overview", "model", "errors"},
    "demo": {"model", "errors"},
    "fetcher": {"model", "errors"},
    "converter": {"model", "errors"},
    "writer": {"shelf", "model", "errors"},
    "store": {"shelf", "ties", "model", "errors"},
    "stages": set(),
    "selection": {"model", "errors"},
    "overview": {"model", "errors"},
    "settings": {"model", "errors"},
    "report": {"shelf", "model", "errors"},
    "shelf": {"errors"},
    "model": set(),
    "errors": set(),
}
"""Part (a module or folder of the package) -> the parts that it may import besides itself."""

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


@pytest.mark.parametrize(("name", "file"), modules(), ids=[name for name, _ in modules()])
def test_a_part_imports_only_what_lies_below_it(name: str, file: Path) -> None:
    part = name.split(".")[0]
    assert part in MAY_IMPORT, f"{part} is new: say here what it may import"
    reached = {target.split(".")[0] for target in own_modules(file)} - {part}
    assert reached <= MAY_IMPORT[part]


@pytest.mark.parametrize(("name", "file"), modules(), ids=[name for name, _ in modules()])
def test_only_the_fetcher_and_the_demo_server_open_sockets_and_archives(name: str, file: Path) -> None:
    opened = {found for found in imports(file) if found.split(".")[0] in NETWORK_AND_ARCHIVES}
    opened |= NETWORK_AND_ARCHIVES & set(imports(file))
    assert not opened or name.split(".")[0] in MAY_OPEN_THEM


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


def test_modules_and_functions_stay_readable() -> None:
    for name, file in modules():
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, f"{name} is long: split it"  # 60 to 250 is what we aim at
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                assert node.end_lineno - node.lineno <= 50, f"{name}.{node.name} is long: split it"

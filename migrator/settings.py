"""What a migration is told to do: flags before the environment, before migrator.toml, before the defaults.

Each setting is documented once, in its field: the flag's help, the comment in migrator.toml and the row of
`migrator config` are taken from there.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_args, get_type_hints

from annotated_types import Ge, Le

from migrator.errors import OutputError, SettingsError

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE_NAME = "migrator.toml"
_COMMENT_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """What there is to say of a setting besides its name, type and default."""

    text: str
    flag: str = ""
    """Where it doesn't follow from the name: `--label` for `labels`."""
    short: str = ""
    metavar: str = ""


@dataclass(frozen=True)
class Settings:
    """What migrator.toml remembers of a migration, so that `migrator sync` can do it again.

    Raises `SettingsError` for a value that can't be used.
    """

    sources: Annotated[
        list[str],
        Setting(
            "Where the blog is read from: its address, a backup XML, a Takeout feed.atom, folder, zip or tgz. A "
            "relative path starts at the folder of migrator.toml."
        ),
    ] = field(default_factory=list)
    profile: Annotated[
        str,
        Setting("The site generator or theme to write for: jekyll, alembic, hugo.", short="-p", metavar="NAME"),
    ] = "jekyll"
    base_url: Annotated[
        str,
        Setting(
            "The blog's address, for a Takeout of a blog with its own domain, which doesn't hold it.", metavar="URL"
        ),
    ] = ""
    blog: Annotated[str, Setting("Which blog to take where a Takeout holds several: its title.", metavar="TITLE")] = ""
    images: Annotated[
        bool, Setting("Whether images are fetched and stored beside the posts, or stay where they are.")
    ] = True
    max_size: Annotated[
        int,
        Ge(0),
        Le(16383),
        Setting(
            "How many pixels a side of an image may have; 0 means the originals.",
            metavar="PIXELS",
        ),
    ] = 0
    max_bytes: Annotated[
        int,
        Ge(0),
        Setting(
            "How many bytes of images and files one run may fetch; 0 means all there are. No more are begun once so "
            "many came; the next run fetches what was left out.",
            metavar="N",
        ),
    ] = 0
    image_layout: Annotated[
        Literal["flat", "by-post", "by-date", "bundle"],
        Setting(
            "How new images are laid out: flat, by-post (a folder for each post), by-date (2014/03), or bundle (each "
            "beside its post, in a folder of the post's own: for Hugo).",
            metavar="NAME",
        ),
    ] = "flat"
    attachments: Annotated[
        bool,
        Setting("Whether documents, archives, audio and video that posts link to or play are fetched too."),
    ] = False
    rescue: Annotated[bool, Setting("Whether the Internet Archive is asked for images that are gone.")] = False
    concurrency: Annotated[int, Ge(1), Le(64), Setting("How many requests one host gets at a time.", metavar="N")] = 8
    drafts: Annotated[bool, Setting("Whether drafts and scheduled posts are written too.")] = True
    comments: Annotated[bool, Setting("Whether comments are written, as data files.")] = True
    verify: Annotated[bool, Setting("Whether every post is compared with what it became.")] = True
    bold_headings: Annotated[bool, Setting("Whether short paragraphs of nothing but bold words become headings.")] = (
        False
    )
    keep_html: Annotated[bool, Setting("Whether the original bodies are kept, under _originals/.")] = False
    strict: Annotated[bool, Setting("Whether nothing is written if anything would be lost.")] = False
    labels: Annotated[
        list[str],
        Setting(
            "Only posts that have one of these labels; none means all. The flag may be given several times.",
            flag="--label",
            metavar="LABEL",
        ),
    ] = field(default_factory=list)
    since: Annotated[
        date | None, Setting("Only posts published on this day or later, as 2014-03-31.", metavar="DATE")
    ] = None

    def __post_init__(self) -> None:
        for name, value in self.values().items():
            _check(name, value)

    def values(self) -> dict[str, Any]:
        """Every setting's value by its name."""
        return {name: getattr(self, name) for name in NAMES}

    @property
    def bundles(self) -> bool:
        """Whether every post has a folder of its own, with its images in it."""
        return self.image_layout == "bundle"


NAMES = tuple(each.name for each in fields(Settings))


@cache
def annotation(name: str) -> Any:
    """The annotation of a setting, with what `Annotated` adds to the type."""
    return get_type_hints(Settings, include_extras=True)[name]


def documented(name: str) -> Setting:
    """What there is to say of a setting."""
    return next(each for each in get_args(annotation(name)) if isinstance(each, Setting))


def load(folder: Path) -> Settings | None:
    """The settings that `folder` remembers, None where it has no migrator.toml."""
    values = _toml(file := folder / FILE_NAME)
    return None if values is None else _settings(values, str(file))


def _toml(file: Path) -> dict[str, Any] | None:
    """The values of a TOML file; None where there is none."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(file), f"it is not valid TOML: {error}", "Mend the line it names") from error
    except OSError as error:
        raise SettingsError(str(file), f"it can't be read: {error.strerror}") from error


def combined(remembered: Settings | None, flags: Mapping[str, Any]) -> Settings:
    """What is in force: the flags that were given (not None), then what is remembered, then the defaults."""
    given = {name: value for name, value in flags.items() if value is not None}
    return _settings((remembered or Settings()).values() | given, "options")


def differences(remembered: Settings, used: Settings) -> list[str]:
    """The names of the settings that this run used otherwise than migrator.toml says."""
    before, now = remembered.values(), used.values()
    return [name for name in before if before[name] != now[name]]


def save(settings: Settings, folder: Path) -> None:
    """Write migrator.toml, unless there is one: what a person may have edited is never written over."""
    file = folder / FILE_NAME
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(render(settings))
    except FileExistsError:
        return
    except OSError as error:
        raise OutputError(str(file), f"it can't be written: {error.strerror}") from error
    except UnicodeEncodeError as error:
        file.unlink()
        raise SettingsError("the source's name", "it is not valid Unicode", "Rename the file") from error


def render(settings: Settings) -> str:
    """The text of migrator.toml: every setting with its meaning above it."""
    parts = ["# What `migrator sync` does in this folder. Edit it freely: migrator never writes over it.\n"]
    for name, value in settings.values().items():
        comment = "".join(f"# {line}\n" for line in wrap(documented(name).text, _COMMENT_WIDTH))
        line = f"# {name} = 2014-03-31\n" if value is None else f"{name} = {toml_value(value)}\n"
        parts.append(comment + line)
    return "\n".join(parts)


def toml_value(value: object) -> str:
    """A value as TOML writes it: strings are those of JSON, but for one character."""
    match value:
        case date():
            return value.isoformat()
        case list():
            return "[" + ", ".join(map(toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _settings(values: Mapping[str, Any], origin: str) -> Settings:
    """The settings of these values.  Raises `SettingsError`, about the `origin`."""
    for name in values:
        if name not in NAMES:
            raise SettingsError(origin, f"there is no setting {name!r}", _nearest(name))
    try:
        return Settings(**values)
    except SettingsError as error:
        raise SettingsError(origin, error.problem, error.advice) from error


def _check(name: str, value: object) -> None:
    """Raises `SettingsError` where a setting can't have this value."""
    from pydantic import ValidationError

    try:
        _adapter(name).validate_python(value, strict=True)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join((name, *map(str, problem["loc"])))
        sentence = f"the value of {place!r} can't be used ({problem['msg'][:1].lower()}{problem['msg'][1:]})"
        raise SettingsError("settings", sentence, documented(name).text) from error


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    """What tells whether a value fits a setting.  Imported when it is needed: `migrator --help` checks nothing."""
    from pydantic import TypeAdapter

    return TypeAdapter(annotation(name))


PREFIX = "MIGRATOR_"
_NO_SETTINGS = (f"{PREFIX}API_",)
"""What the environment may hold besides: the key of Blogger's API, which is no setting but a secret."""


def from_environment(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings that the environment tells.  Raises `SettingsError` for one that there isn't."""
    found = {}
    for name, text in sorted((os.environ if environment is None else environment).items()):
        if name.startswith(PREFIX) and not name.startswith(_NO_SETTINGS):
            setting = name.removeprefix(PREFIX).lower()
            if setting not in NAMES:
                raise SettingsError(name, "there is no such setting", _nearest(setting, PREFIX))
            found[setting] = _value(name, setting, text)
    return found


def in_force(folder: Path | None, flags: Mapping[str, Any]) -> Settings:
    """The settings of a run in `folder`."""
    return combined(
        load(folder) if folder else None,
        from_environment() | {name: value for name, value in flags.items() if value is not None},
    )


def origins(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Every setting's name, its value as TOML has it, and where that comes from."""
    given = from_environment(environment)
    remembered = load(folder)
    written = _toml(folder / FILE_NAME) or {}
    for name, value in combined(remembered, given).values().items():
        origin = f"{PREFIX}{name.upper()}" if name in given else FILE_NAME if name in written else "default"
        yield name, "" if value is None else toml_value(value), origin


def _value(name: str, setting: str, text: str) -> Any:
    """The text as the value that the setting wants: yes or no, a number, a day, a list with commas."""
    from pydantic import ValidationError

    several = get_args(annotation(setting))[0] == list[str]
    written: object = [part.strip() for part in text.split(",") if part.strip()] if several else text
    try:
        return _adapter(setting).validate_python(written, strict=False)
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        raise SettingsError(name, f"its value can't be used ({problem[:1].lower()}{problem[1:]})") from error


def _nearest(name: str, prefix: str = "") -> str:
    """What to do about a setting that there isn't; with the prefix, it was told by the environment."""
    known = {each: f"{prefix}{each.upper()}" if prefix else each for each in NAMES}
    near = get_close_matches(name, known, n=1)
    return f"Did you mean {known[near[0]]!r}?" if near else f"The settings are: {', '.join(known.values())}"

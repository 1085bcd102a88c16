"""What a migration is told to do: migrator.toml and the flags, validated; each setting documented once."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from migrator.errors import OutputError, SettingsError

FILE_NAME = "migrator.toml"


class Settings(BaseModel):
    """What migrator.toml remembers of a migration, so that `migrator sync` can do it again."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sources: list[str] = Field(
        default=[],
        description="Where the blog is read from: its address, a backup XML, a Takeout feed.atom,\n"
        "folder, zip or tgz. A relative path starts at the folder of this file.",
    )
    profile: str = Field(default="jekyll", description="The site generator (or theme) to write for.")
    base_url: str = Field(
        default="",
        description="The blog's address: a Takeout of a blog with its own domain doesn't hold it.",
    )
    blog: str = Field(default="", description="Which blog to take, where a Takeout holds several: its title.")
    images: bool = Field(default=True, description="Whether images are fetched and stored beside the posts.")
    max_size: int = Field(
        default=0,
        ge=0,
        le=16383,
        description="How many pixels a side of an image may have; 0 means the originals. Those that are already\n"
        "here stay as they are, and what has no sizes comes as it is.",
    )
    max_bytes: int = Field(
        default=0,
        ge=0,
        description="How many bytes of images and files one run may fetch; 0 means all there are. No more are begun\n"
        "once so many came; the next run fetches what was left out.",
    )
    image_layout: Literal["flat", "by-post", "by-date", "bundle"] = Field(
        default="flat",
        description="How new images are laid out: flat, by-post (a folder for each post), by-date (2014/03), or\n"
        "bundle (each beside its post, in a folder of the post's own: for Hugo).",
    )
    attachments: bool = Field(
        default=False,
        description="Whether documents (PDF, office), archives (zip), audio and video that posts link to or play are\n"
        "fetched too.",
    )
    rescue: bool = Field(default=False, description="Whether the Internet Archive is asked for images that are gone.")
    concurrency: int = Field(default=8, ge=1, le=64, description="How many requests one host gets at a time.")
    drafts: bool = Field(default=True, description="Whether drafts and scheduled posts are written too.")
    comments: bool = Field(default=True, description="Whether comments are written, as data files.")
    verify: bool = Field(default=True, description="Whether every post is compared with what it became.")
    bold_headings: bool = Field(
        default=False, description="Whether short paragraphs of nothing but bold words become headings."
    )
    keep_html: bool = Field(default=False, description="Whether the original bodies are kept, under _originals/.")
    strict: bool = Field(default=False, description="Whether nothing is written if anything would be lost.")
    labels: list[str] = Field(default=[], description="Only posts that have one of these labels; empty means all.")
    since: date | None = Field(default=None, description="Only posts published on this day or later, as 2014-03-31.")

    @property
    def bundles(self) -> bool:
        """Whether every post has a folder of its own, with its images in it."""
        return self.image_layout == "bundle"


def load(folder: Path) -> Settings | None:
    """The settings that `folder` remembers, None where it has no migrator.toml."""
    file = folder / FILE_NAME
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(str(file), f"it is not valid TOML: {error}", "Mend the line it names") from error
    except OSError as error:
        raise SettingsError(str(file), f"it can't be read: {error.strerror}") from error
    return _validated(values, str(file))


def combined(remembered: Settings | None, flags: Mapping[str, Any]) -> Settings:
    """What is in force: the flags that were given (not None), then what is remembered, then the defaults."""
    given = {name: value for name, value in flags.items() if value is not None}
    return _validated((remembered or Settings()).model_dump() | given, "options")


def differences(remembered: Settings, used: Settings) -> list[str]:
    """The names of the settings that this run used otherwise than migrator.toml says."""
    before, now = remembered.model_dump(), used.model_dump()
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
    for name, field in Settings.model_fields.items():
        comment = "".join(f"# {line}\n" for line in (field.description or "").splitlines())
        value = getattr(settings, name)
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


def remembered_sources(sources: list[str], folder: Path) -> list[str]:
    """The sources as migrator.toml in `folder` should say them: relative paths start there."""
    return [_from_folder(source, folder) for source in sources]


def _from_folder(source: str, folder: Path) -> str:
    path = Path(source)
    if path.is_absolute() or not _lies_there(path):  # an address, even one without https://, is no file
        return source
    try:
        return PurePath(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # Windows: on another drive
        return str(path.absolute())


def found_sources(settings: Settings, folder: Path) -> list[str]:
    """The sources that migrator.toml in `folder` names, as paths and addresses that work from here."""
    return [str(folder / source) if _lies_there(folder / source) else source for source in settings.sources]


def _lies_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no name that a file could have
        return False


def _validated(values: Mapping[str, Any], origin: str) -> Settings:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise SettingsError(origin, _sentence(name, problem["type"], problem["msg"]), _advice(name)) from error


def _sentence(name: str, kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return f"there is no setting {name!r}"
    return f"the value of {name!r} can't be used ({message[:1].lower()}{message[1:]})"


def _advice(name: str) -> str:
    top = name.split(".")[0]
    if top in Settings.model_fields:
        return (Settings.model_fields[top].description or "").splitlines()[0]
    near = get_close_matches(name, Settings.model_fields, n=1)
    return f"Did you mean {near[0]!r}?" if near else "The settings are: " + ", ".join(Settings.model_fields)


PREFIX = "MIGRATOR_"


_NO_SETTINGS = (f"{PREFIX}API_",)
"""What the environment may hold besides: the key of Blogger's API, which is no setting but a secret."""


def from_environment(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings that the environment tells.  Raises `SettingsError` for one that there isn't."""
    found = {}
    for name, text in sorted((os.environ if environment is None else environment).items()):
        if name.startswith(PREFIX) and not name.startswith(_NO_SETTINGS):
            setting = name.removeprefix(PREFIX).lower()
            if setting not in Settings.model_fields:
                raise SettingsError(name, "there is no such setting", _nearest(setting))
            found[setting] = _value(name, setting, text)
    return found


def in_force(folder: Path | None, flags: Mapping[str, Any]) -> Settings:
    """The settings of a run in `folder`."""
    return combined(load(folder) if folder else None, from_environment() | _given(flags))


def origins(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Every setting's name, its value as TOML has it, and where that comes from."""
    told = from_environment(environment)
    remembered = load(folder)
    settings = combined(remembered, told)
    written = remembered.model_fields_set if remembered else set()
    for name in Settings.model_fields:
        value = getattr(settings, name)
        origin = f"{PREFIX}{name.upper()}" if name in told else FILE_NAME if name in written else "default"
        yield name, "" if value is None else toml_value(value), origin


def _given(flags: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in flags.items() if value is not None}


def _value(name: str, setting: str, text: str) -> Any:
    """The text as the value that the setting wants: yes or no, a number, a day, a list with commas."""
    kind = Settings.model_fields[setting].annotation
    written: object = [part.strip() for part in text.split(",") if part.strip()] if kind == list[str] else text
    try:
        return TypeAdapter(kind or str).validate_python(written, strict=False)
    except ValidationError as error:
        problem = error.errors()[0]["msg"]
        raise SettingsError(name, f"its value can't be used ({problem[:1].lower()}{problem[1:]})") from error


def _nearest(setting: str) -> str:
    near = get_close_matches(setting, Settings.model_fields, n=1)
    known = ", ".join(f"{PREFIX}{name.upper()}" for name in Settings.model_fields)
    return f"Did you mean {PREFIX}{near[0].upper()}?" if near else f"The settings are: {known}"

"""Settings in the environment, as `MIGRATOR_PROFILE=hugo`, and where each setting in force comes from.

Flags count most, then the environment, then migrator.toml, then the defaults.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from migrator.errors import SettingsError
from migrator.settings import FILE_NAME, Settings, combined, load, toml_value

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

"""Reads the reviewed data files beside this module."""

import tomllib
from importlib.resources import files
from typing import Any


def read_rules(name: str) -> dict[str, Any]:
    """Read one of them: `read_rules("topics.toml")`."""
    return tomllib.loads(files("bot.rules").joinpath(name).read_text(encoding="utf-8"))

"""Loads kinds.toml: the signs that show what kind of statement a report makes."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.core.ledger.kind_cues import KindPhrases, Nature, Sign, Slot
from bot.core.ledger.names import name_patterns
from bot.core.types import Kind
from bot.rules.toml_files import read_rules


def load_signs(speakers: Iterable[str]) -> tuple[Sign, ...]:
    """Load the shipped signs; `speakers` are the names under which parties are quoted."""
    data = read_rules("kinds.toml")
    known = tuple(speakers)
    body = {spelled for name in data["body"] for spelled in (name, name[0].upper() + name[1:])}
    acting = _slot((*known, *sorted(body))).acting
    slots = {"{speaker}": _slot(known).acting, "{body}": acting, "{party}": _slot(known)}
    return tuple(_sign(each, slots) for each in data["sign"])


def _sign(each: Mapping[str, Any], slots: Mapping[str, Slot]) -> Sign:
    return Sign(
        name=each["name"],
        kind=Kind(each["kind"]),
        headline=each["headline"],
        below=each["below"],
        phrases=KindPhrases.of(each["phrases"], slots),
        nature=Nature(each["nature"]) if "nature" in each else None,
    )


def _slot(known: tuple[str, ...]) -> Slot:
    return Slot.of(known, name_patterns([("", known)]).alternation)

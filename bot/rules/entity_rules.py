"""Loads entities.toml: what news can be about, and what binds or divides stories.

Round-ups are those of genres.toml.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from bot.core.grouping.entities import (
    Entities,
    Entity,
    EntityKind,
    Family,
    Horizon,
    Mission,
    NewsEvent,
)
from bot.core.lang.normalize import WORD, fold
from bot.core.lang.stems import Synonyms, name_key
from bot.rules.toml_files import read_rules


@cache
def load_entities() -> Entities:
    """Load the shipped entities, once."""
    rules = read_rules("entities.toml")
    groups = read_rules("synonyms.toml")["groups"]
    synonyms = Synonyms(group.split() for group in groups)
    return Entities(
        entities=tuple(_entity(row) for row in rules["entities"]),
        events=tuple(_event(row) for row in rules["events"]),
        missions=tuple(_mission(row) for row in rules["missions"]),
        horizons={Family(name): _horizon(row) for name, row in rules["families"].items()},
        round_ups=_any_of(read_rules("genres.toml")["round-up"]["patterns"]),
        live_blogs=_any_of(rules["alone"]["live_blog"]),
        silent=frozenset(rules["silent"]["words"].split()),
        common=frozenset(map(synonyms.word, rules["common"]["words"].split())),
        synonyms=synonyms,
        known_names=_known_names(rules),
    )


def _entity(row: dict[str, Any]) -> Entity:
    return Entity(
        id=row["id"],
        kind=EntityKind(row["kind"]),
        label=row["label"],
        names=tuple(row["names"]),
        aboard=row.get("aboard"),
        distinct=row.get("distinct", False),
        contested=row.get("contested", False),
        within=row.get("within"),
    )


def _event(row: dict[str, Any]) -> NewsEvent:
    return NewsEvent(
        id=row["id"],
        family=Family(row["family"]),
        label=row["label"],
        words=tuple(row["words"]),
        opposite=tuple(row.get("opposite", ())),
        subject=row.get("subject", row["id"]),
        unless=tuple(row.get("unless", ())),
        counts=row.get("counts", True),
        trouble=row.get("trouble", ""),
        lasting=row.get("lasting", False),
        any_trouble=row.get("any_trouble", False),
    )


def _mission(row: dict[str, Any]) -> Mission:
    patterns = tuple(re.compile(pattern) for pattern in row["patterns"])
    unless = re.compile(row["unless"]) if "unless" in row else None
    vehicle = row.get("vehicle")
    hints, plus = tuple(row["hints"]), row.get("plus", 0)
    return Mission(row["id"], row["label"], hints, patterns, plus, vehicle, unless)


def _horizon(row: dict[str, float]) -> Horizon:
    days = timedelta(days=1)
    return Horizon(days * row["days"], days * row["mission_days"], days * row["quiet_days"])


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def _known_names(rules: dict[str, Any]) -> frozenset[str]:
    """Return the keys of words that are no name of one matter; who flies may be one."""
    named = (name for row in rules["entities"] if row["kind"] != "person" for name in row["names"])
    events = (word for row in rules["events"] for word in row["words"])
    plain = (rules[part]["words"] for part in ("common", "silent", "widely_known"))
    words = (word for text in (*named, *events, *plain) for word in WORD.findall(fold(text)))
    return frozenset(map(name_key, words)) - {""}

"""Loads the words by which a report shows whose word it rests on (cues.toml), its genre
(genres.toml), which step it tells (steps.toml) and what kind of statement it makes (kinds.toml).
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from bot.core.ledger.cues import CueGroup, Cues, Source, Speaker, cue_group
from bot.core.ledger.kind_cues import KindPhrases, Nature, Sign, Slot
from bot.core.ledger.names import NO_NAMES, name_patterns
from bot.core.ledger.steps import Step
from bot.core.ledger.urgency import GenreCues
from bot.core.types import Genre, Kind, Role, Worth
from bot.rules.speaker_rules import load_bodies
from bot.rules.toml_files import read_rules


@cache
def load_cues() -> Cues:
    """Load the shipped cues, once."""
    data = read_rules("cues.toml")
    sources = [
        Source(each["origin"], tuple(each["names"]), tuple(each.get("domains", ())))
        for each in data["source"]
    ]
    speakers = [Speaker(each["party"], tuple(each["names"])) for each in data["speaker"]]
    source_names = name_patterns((source.origin, source.names) for source in sources)
    speaker_names = name_patterns((speaker.party, speaker.names) for speaker in speakers)
    return Cues(
        groups={
            name: cue_group(name, phrases, sources=source_names, speakers=speaker_names)
            for name, phrases in data["group"].items()
        }
        | _beside_steps(),
        sources=source_names,
        speakers=speaker_names,
        roles={each["origin"]: _role(each) for each in data["source"]},
        steps=_steps(),
        signs=_signs(name for speaker in speakers for name in speaker.names),
        domains={domain: source.origin for source in sources for domain in source.domains},
        bodies=load_bodies(),
        genres=tuple(_genre(*row) for row in read_rules("genres.toml").items()),
    )


def _role(source: Mapping[str, str]) -> Role:
    """Return a source's role: as the data says, else wire for an agency, press for an outlet."""
    wire = source["origin"].startswith("agency:")
    return Role(source.get("role", Role.WIRE if wire else Role.PRESS))


def _genre(name: str, rules: Mapping[str, list[str]]) -> GenreCues:
    patterns = "|".join(f"(?:{pattern})" for pattern in rules.get("patterns", ()))
    return GenreCues(
        Genre(name),
        re.compile(patterns) if patterns else None,
        *(
            cue_group(group, rules.get(group, ()), sources=NO_NAMES, speakers=NO_NAMES)
            for group in ("words", "calm", "below")
        ),
    )


def _steps() -> tuple[Step, ...]:
    """Load the shipped steps, the weightier first."""
    return tuple(
        Step(each["id"], Worth(each["worth"]), _group(each["id"], each["words"]))
        for each in read_rules("steps.toml")["step"]
    )


def _beside_steps() -> dict[str, CueGroup]:
    """Build the words that make the step after them background, and the things named after one."""
    rules = read_rules("steps.toml")
    return {name: _group(name, rules[name]["words"]) for name in ("background", "thing")}


def _group(name: str, words: Iterable[str]) -> CueGroup:
    return cue_group(name, words, sources=NO_NAMES, speakers=NO_NAMES)


def _signs(speakers: Iterable[str]) -> tuple[Sign, ...]:
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

"""Loads cues.toml and genres.toml: whose word a report rests on, and which forms never alert."""

import re
from collections.abc import Mapping
from functools import cache

from bot.core.ledger.cues import Cues, Source, Speaker, cue_group
from bot.core.ledger.names import NO_NAMES, name_patterns
from bot.core.ledger.urgency import GenreCues
from bot.core.types import Genre, Role
from bot.rules.kind_rules import load_signs
from bot.rules.speaker_rules import load_bodies
from bot.rules.step_rules import load_background, load_steps
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
        | {"background": load_background()},
        sources=source_names,
        speakers=speaker_names,
        roles={each["origin"]: _role(each) for each in data["source"]},
        steps=load_steps(),
        signs=load_signs(name for speaker in speakers for name in speaker.names),
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

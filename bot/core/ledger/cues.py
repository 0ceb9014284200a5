"""Cue phrases: the words by which a report shows whose word it rests on and how sure it is.

Rule 1: a cue is written as people write it: words in order, `*` for any ending, `|` between words
that may stand for each other, `#` for a number, `...` for up to four words between, `{source}` and
`{speaker}` for a name of the lists.
Rule 2: texts are matched as `fold_keeping_case` gives them, so one spelling serves for all; only
short names in capitals (AP, РБК) are told from common words by their case.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.core.lang.normalize import fold_keeping_case
from bot.core.ledger.names import (
    GAP,
    NOTHING,
    CueMatch,
    NamePatterns,
    between_word_ends,
    compiled,
    readable,
)
from bot.core.ledger.quoted_bodies import Bodies
from bot.core.types import Role

if TYPE_CHECKING:
    from bot.core.ledger.kind_cues import Sign
    from bot.core.ledger.steps import Step
    from bot.core.ledger.urgency import GenreCues


@dataclass(frozen=True, slots=True)
class Source:
    """An agency or outlet that others quote: `agency:tass`, `outlet:spacenews`."""

    origin: str
    names: tuple[str, ...]
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """The names by which a party is quoted: its own, its people's, its offices'."""

    party: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern with one word that every match contains.

    A pattern over a hundred names takes milliseconds to compile. Most texts do not have the word,
    so most patterns are never compiled.
    """

    pattern: str
    word: str = ""

    def pattern_for(self, text: str) -> re.Pattern[str]:
        """Return the pattern if the text has the word, else a pattern that matches nothing."""
        near = not self.word or compiled(self.word).search(text)
        return compiled(self.pattern if near else NOTHING)


@dataclass(frozen=True, slots=True)
class CueGroup:
    """The phrases of one kind; those without a name share one pattern."""

    name: str
    phrases: tuple[Phrase, ...]

    def matches(self, text: str) -> tuple[CueMatch, ...]:
        """Find every cue in a `readable` text, in the order of the text."""
        met = [
            CueMatch(self.name, match[0].strip(' "'), match.start(), _name_in(match))
            for phrase in self.phrases
            for match in phrase.pattern_for(text).finditer(text)
        ]
        return tuple(sorted(met, key=lambda cue: (cue.start, -len(cue.words))))

    def first_match(self, text: str) -> CueMatch | None:
        return next(iter(self.matches(text)), None)

    def __contains__(self, text: str) -> bool:
        return any(phrase.pattern_for(text).search(text) for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Cues:
    """The reviewed cue data, compiled."""

    groups: Mapping[str, CueGroup]
    sources: "NamePatterns"
    speakers: "NamePatterns"
    domains: Mapping[str, str]
    """Domain -> origin."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Origin -> its role, where that is known of it."""
    signs: "tuple[Sign, ...]" = ()
    """Of what kind of statement a report makes."""
    bodies: Bodies = field(default_factory=lambda: Bodies(()))
    """Who is quoted by name beside the parties."""
    genres: "tuple[GenreCues, ...]" = ()
    """Of the forms that never make an alert."""
    steps: "tuple[Step, ...]" = ()
    """Of a story, the weightier first."""

    def group(self, name: str) -> CueGroup:
        return self.groups.get(name) or CueGroup(name, ())

    def first_standing(self, names: Iterable[str], text: str) -> CueMatch | None:
        """Return the first cue that no other takes back, trying the groups in this order."""
        for name in names:
            cover = _TAKEN_BACK_BY.get(name)
            covers = self.group(cover).matches(text) if cover else ()
            for found in self.group(name).matches(text):
                if not any(_is_covered(found, each) for each in covers):
                    return found
        return None

    def alarm_in(self, text: str, name: str) -> str:
        """Return the first words of a group of alarms in a `readable` text; empty where they are
        taken back, or the text is about a drill, a film or the past.
        """
        alarms = self.group(name).matches(text)
        if not alarms or self._is_unreal(text):
            return ""
        calmed = self.group("calmed").matches(text)
        return next((alarm.words for alarm in alarms if not any(map(alarm.overlaps, calmed))), "")

    def _is_unreal(self, text: str) -> bool:
        """Whether the text is about a drill, a film or the past; an anniversary's eve is none."""
        aside = self.group("aside").matches(text)
        return any(not any(map(cue.overlaps, aside)) for cue in self.group("unreal").matches(text))

    def without_sources(self, text: str) -> str:
        """Blank out the names of outlets in a `readable` text: NASA Watch is not NASA."""
        return self.sources.pattern.sub(lambda name: " " * len(name[0]), text)

    def role_of(self, outlet: str) -> Role:
        """Return the role of the agency or party that a feed's name begins with, else press."""
        name = readable(outlet)
        source = next(iter(self.sources.matches(name)), None)
        origin = source.who if source and source.start == 0 else self.origin_of_address(outlet)
        if origin:
            return self.roles.get(origin, Role.PRESS)
        speaker = next(iter(self.speakers.matches(name)), None)
        return Role.OFFICIAL if speaker and speaker.start == 0 else Role.PRESS

    def origin_of_address(self, url: str | None) -> str | None:
        """Return the origin on whose own site an address lies; subdomains count."""
        host = _host(url or "")
        while host:
            if host in self.domains:
                return self.domains[host]
            host = host.partition(".")[2]
        return None


_TAKEN_BACK_BY = {"denies": "reassuring", "decided": "denies", "plans": "denies"}
"""Group -> the group whose cues take it back where they overlap: denying a danger is not denying
the news, and "no decision has been made" is no decision.
"""


def _is_covered(found: CueMatch, by: CueMatch) -> bool:
    return found.overlaps(by) and by.words != found.words


def cue_group(
    name: str, phrases: Iterable[str], *, sources: NamePatterns, speakers: NamePatterns
) -> CueGroup:
    """Build a group from phrases; each phrase with `{source}` or `{speaker}` has a pattern of its
    own.
    """
    slots = {"{source}": sources.alternation, "{speaker}": speakers.alternation}
    written = tuple(phrases)
    named = [parse_phrase(phrase, slots) for phrase in written if "{" in phrase]
    bare = "|".join(
        _phrase_pattern(fold_keeping_case(phrase).split(), slots)
        for phrase in written
        if "{" not in phrase
    )
    return CueGroup(name, (*named, *([Phrase(between_word_ends(f"(?:{bare})"))] if bare else [])))


def parse_phrase(phrase: str, slots: Mapping[str, str]) -> Phrase:
    """Turn a written phrase into a regular expression; `slots` hold the names it may contain.

    `{source} отметил*` becomes a pattern with a group `who` for any name of a source. Its word is
    `отметил`: texts without it need not be searched for the names.
    """
    words = fold_keeping_case(phrase).split()
    bare = [word for word in words if "{" not in word and word != "..."]
    beside = max(bare, key=_rarity, default="") if "{" in phrase else ""
    return Phrase(
        between_word_ends(_phrase_pattern(words, slots)),
        beside and between_word_ends(_open_word_pattern(beside)),
    )


def _phrase_pattern(words: Iterable[str], slots: Mapping[str, str]) -> str:
    parts: list[str] = []
    for word in words:
        if word == "...":
            parts.append(_FEW_WORDS)
            continue
        if parts:
            parts.append(GAP)
        parts.append(_word_pattern(word, slots))
    return "".join(parts)


def _rarity(word: str) -> int:
    """Return the length of the shortest of a word's alternatives: long words are rarer."""
    return min(len(each.strip("*")) for each in word.split("|"))


_FEW_WORDS = rf"(?:{GAP}[^\s,.;:!?]+){{0,4}}?"


def _word_pattern(word: str, slots: Mapping[str, str]) -> str:
    for slot, alternation in slots.items():
        before, found, after = word.partition(slot)
        if found:
            return rf"{re.escape(before)}\"?(?P<who>{alternation}){re.escape(after)}"
    return _open_word_pattern(word)


def _open_word_pattern(word: str) -> str:
    if word == "may":
        return _MAY
    escaped = "|".join(map(re.escape, word.split("|")))
    return f"(?i:{escaped})".replace(r"\*", r"\w*").replace(r"\#", r"\d[\d.,]*")


_MAY = r"(?<!\d )(?<!\bin )(?<!\bof )(?<!\bby )(?<!\bsince )(?<!\buntil )(?i:may)(?! \d|,)"
"""The verb, not the month."""


def _name_in(match: re.Match[str]) -> str:
    return match.groupdict().get("who") or ""


def _host(url: str) -> str:
    return re.sub(r"^(?:www|m|amp)\.", "", re.sub(r"^\w+://", "", url).partition("/")[0].lower())

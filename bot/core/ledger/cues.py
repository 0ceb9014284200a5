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
from functools import cache
from typing import TYPE_CHECKING

from bot.core.lang.normalize import fold_keeping_case
from bot.core.types import Role

if TYPE_CHECKING:
    from bot.core.ledger.kind_cues import Sign

READ = 4_000
"""Characters of a text that cues are looked for in; whose word it is stands near the top."""


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
class CueMatch:
    """A cue found in a text: its group, the words, where they start, and the name in its slot.

    For a match of `NamePatterns` the words are the name and `who` is its owner.
    """

    group: str
    words: str
    start: int
    who: str = ""

    def overlaps(self, other: "CueMatch") -> bool:
        """Whether the two share a character of the text."""
        ends, others_end = self.start + len(self.words), other.start + len(other.words)
        return self.start < others_end and other.start < ends


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
        return compiled(self.pattern if near else _NOTHING)


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

    def group(self, name: str) -> CueGroup:
        return self.groups.get(name) or CueGroup(name, ())

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


@dataclass(frozen=True, slots=True)
class NamePatterns:
    """Names as patterns, each with its owner; longer ones are tried first."""

    alternation: str
    owners: tuple[tuple[str, str], ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return one pattern that finds any of the names."""
        return compiled(_between_word_ends(f"(?:{self.alternation})"))

    def owner(self, words: str) -> str:
        """Return the owner of a name that was found; empty if it is none of these."""
        first = re.escape(words[:1])
        likely = ((name, who) for name, who in self.owners if name.startswith(first))
        return next((who for name, who in likely if compiled(name).fullmatch(words)), "")

    def __contains__(self, text: str) -> bool:
        return self.pattern.search(text) is not None

    def matches(self, text: str) -> tuple[CueMatch, ...]:
        """Find every name in a `readable` text."""
        return tuple(
            CueMatch("name", match[0], match.start(), self.owner(match[0]))
            for match in self.pattern.finditer(text)
        )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern on first use: most phrases of most processes are never looked for."""
    return re.compile(pattern)


def readable(text: str) -> str:
    """Prepare a text for cue matching: keep the top of it, fold it, keep letter case."""
    return fold_keeping_case(text[:READ])


def name_patterns(owned: Iterable[tuple[str, tuple[str, ...]]]) -> NamePatterns:
    """Build the patterns of names from pairs of an owner and its names."""
    pairs = sorted(
        ((name, owner) for owner, some in owned for name in some),
        key=lambda pair: (-len(pair[0]), pair),
    )
    owners = tuple((_name_pattern(name), owner) for name, owner in pairs)
    return NamePatterns("|".join(name for name, _ in owners) or _NOTHING, owners)


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
    return CueGroup(name, (*named, *([Phrase(_between_word_ends(f"(?:{bare})"))] if bare else [])))


def parse_phrase(phrase: str, slots: Mapping[str, str]) -> Phrase:
    """Turn a written phrase into a regular expression; `slots` hold the names it may contain.

    `{source} отметил*` becomes a pattern with a group `who` for any name of a source. Its word is
    `отметил`: texts without it need not be searched for the names.
    """
    words = fold_keeping_case(phrase).split()
    bare = [word for word in words if "{" not in word and word != "..."]
    beside = max(bare, key=_rarity, default="") if "{" in phrase else ""
    return Phrase(
        _between_word_ends(_phrase_pattern(words, slots)),
        beside and _between_word_ends(_open_word_pattern(beside)),
    )


def _phrase_pattern(words: Iterable[str], slots: Mapping[str, str]) -> str:
    parts: list[str] = []
    for word in words:
        if word == "...":
            parts.append(_FEW_WORDS)
            continue
        if parts:
            parts.append(_GAP)
        parts.append(_word_pattern(word, slots))
    return "".join(parts)


def _between_word_ends(words: str) -> str:
    return rf"(?<!\w){words}(?!\w)"


def _rarity(word: str) -> int:
    """Return the length of the shortest of a word's alternatives: long words are rarer."""
    return min(len(each.strip("*")) for each in word.split("|"))


_NOTHING = r"(?!)"

_GAP = r"[\s,:;\"'()/|-]+"
_FEW_WORDS = rf"(?:{_GAP}[^\s,.;:!?]+){{0,4}}?"


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


def _name_pattern(name: str) -> str:
    """Return a pattern for a name: it begins as written, the rest may be in capitals.

    `Roscosmos` is also found as ROSCOSMOS but not as roscosmos; `ESA` only as written, for esa may
    be a Spanish word; `NASA` also as Nasa.
    """
    folded = fold_keeping_case(name)
    first, rest = re.escape(folded[0]), re.escape(folded[1:])
    rest = rest.replace(r"\*", r"\w*").replace(r"\ ", _GAP)
    bare = folded.replace("*", "")
    if len(bare) > _CASE_TELLS_UP_TO or not bare.isupper():
        return f"{first}(?i:{rest})"
    return first + (f"(?:{rest}|{rest.lower()})" if len(bare) > _SPELLED_UP_TO else rest)


_SPELLED_UP_TO = 3
"""Acronyms longer than this are also written as names: Tass, Nasa."""

_CASE_TELLS_UP_TO = 5
"""Names up to this long in capitals are words in lower case too: ap, time, esa."""


def _name_in(match: re.Match[str]) -> str:
    return match.groupdict().get("who") or ""


def _host(url: str) -> str:
    return re.sub(r"^(?:www|m|amp)\.", "", re.sub(r"^\w+://", "", url).partition("/")[0].lower())

"""Names as patterns: the agencies, parties and bodies that a text may name, each with its owner.

Texts are matched as `readable` gives them; only short names in capitals (AP, РБК) are told from
common words by their case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from bot.core.lang.normalize import fold_keeping_case

READ = 4_000
"""Characters of a text that cues are looked for in; whose word it is stands near the top."""


NOTHING = r"(?!)"


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
class NamePatterns:
    """Names as patterns, each with its owner; longer ones are tried first."""

    alternation: str
    owners: tuple[tuple[str, str], ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return one pattern that finds any of the names."""
        return compiled(between_word_ends(f"(?:{self.alternation})"))

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


@lru_cache(maxsize=64)
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
    return NamePatterns("|".join(name for name, _ in owners) or NOTHING, owners)


NO_NAMES = NamePatterns(NOTHING, ())
"""For phrases without names."""


def between_word_ends(words: str) -> str:
    return rf"(?<!\w){words}(?!\w)"


GAP = r"[\s,:;\"'()/|-]+"


def _name_pattern(name: str) -> str:
    """Return a pattern for a name: it begins as written, the rest may be in capitals.

    `Roscosmos` is also found as ROSCOSMOS but not as roscosmos; `ESA` only as written, for esa may
    be a Spanish word; `NASA` also as Nasa.
    """
    folded = fold_keeping_case(name)
    first, rest = re.escape(folded[0]), re.escape(folded[1:])
    rest = rest.replace(r"\*", r"\w*").replace(r"\ ", GAP)
    bare = folded.replace("*", "")
    if len(bare) > _CASE_TELLS_UP_TO or not bare.isupper():
        return f"{first}(?i:{rest})"
    return first + (f"(?:{rest}|{rest.lower()})" if len(bare) > _SPELLED_UP_TO else rest)


_SPELLED_UP_TO = 3
"""Acronyms longer than this are also written as names: Tass, Nasa."""

_CASE_TELLS_UP_TO = 5
"""Names up to this long in capitals are words in lower case too: ap, time, esa."""

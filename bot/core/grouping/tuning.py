"""The numbers of the threader; found on the development halves of labelled news."""

from dataclasses import dataclass

DAY = 86_400.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Scores are relative: 1 is just enough to make an entry part of a story."""

    text: float = 0.16
    """Cosine of an entry and a story from which they are one, where nothing else speaks."""
    tie: float = 0.6
    """The same for what both are about: missions, modules, people, events."""
    bound: float = 2.0
    """What it counts that both name the same mission: more than anything else can."""
    crew: float = 1.0
    """What it counts to name someone known for the flight that is in trouble."""
    days: float = 2.0
    """Days after which a story's words count half."""
    age: float = 600.0
    """Entries after which the words of a story that got nothing new count half."""
    rush: float = 100.0
    rushes: float = 20.0
    """The same for a story with a pace of its own: so many entries, and times between two."""
    burst: float = 2.0
    """How much likelier a story is that fills the newest entries: 1 + burst x its share."""
    own: float = 0.75
    """What the words of an outlet prove of a story it alone has told: its style is in all."""
    rarity: float = 20_000.0
    """The weight of a word is log(rarity / (entries with it + 0.5))."""
    common: float = 1_000.0
    """Entries in which words common in space news count as met before the first entry."""
    share: float = 0.2
    """A concept or event is the story's own if so many of its entries name it."""
    lasting: float = 0.34
    """A story is of trouble or policy if so many of its entries are."""
    spoken: float = 0.1
    """A mission that fewer of a story's entries name is only mentioned there."""
    alphabets: float = 0.15
    """What each name shared across alphabets adds to a tie."""
    asked: int = 24
    """The rarest words of an entry, which are looked up; the rest only makes it longer."""
    candidates: int = 80
    """A word of more stories than this finds none, it only weighs those found."""
    latest: int = 40
    """Stories asked about each thing or event: the latest that named it."""

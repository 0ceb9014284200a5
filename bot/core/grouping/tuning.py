"""The grouper's numbers, found on the development halves of labelled news."""

from dataclasses import dataclass

DAY = 86_400.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Scores are relative: 1 is just enough for an entry to join a story."""

    words: float = 0.14
    """Cosine between the words of an entry and of a story that is worth a score of 1."""
    general_words: float = 0.16
    """The same in general news, where more stories have a word."""
    things: float = 0.6
    """The same for what both are about: missions, modules, people, events."""
    mission: float = 2.0
    """Score for naming the same mission: more than anything else can earn."""
    trouble_days: float = 400.0
    """How long trouble of a place that lasts is remembered: a leak in a module, a damaged pad."""
    flight_days: float = 250.0
    """How long the story of a flight waits for its next step: an expedition lasts half a year."""
    crew: float = 1.0
    """Score for naming someone known for the flight that is in trouble."""
    way: float = 0.7
    """Score for another step of the same kind of ship on its way up, or down."""
    fade_days: float = 2.0
    """Days after which a story's words count half."""
    general_fade_days: float = 10.0
    """The same in general news, where many stories run beside one another for weeks."""
    fade_entries: float = 600.0
    """Entries, about anything, after which the words of a story that got none of them count half;
    for a story too young to have a pace.
    """
    pace_least: float = 100.0
    pace_gaps: float = 20.0
    """The same for a story with a pace: so many entries, and so many times its usual gap."""
    burst: float = 2.0
    """How much likelier a story is that fills the newest entries: times 1 + burst x share."""
    own_outlet: float = 0.75
    """Factor for the words of an outlet in a story that it alone reports: all its entries share
    its style.
    """
    rarity: float = 20_000.0
    """The weight of a word is log(rarity / (entries with it + 0.5))."""
    common: float = 1_000.0
    """Entries that the common words of space news are taken to have had before the first."""
    owned: float = 0.2
    """Share of a story's entries that must name a concept or event to make it the story's own."""
    lasting: float = 0.34
    """Share of its entries from which a story is one of trouble or of policy."""
    mentioned: float = 0.1
    """A mission that a smaller share of the entries names is only mentioned in the story."""
    shared_name: float = 0.15
    """What each name spelt alike across alphabets adds to a tie."""
    name: float = 1.8
    """Score for a name of the story's own, half of it where its reports seldom have it."""
    name_days: float = 30.0
    """Days of silence after which a story's names count half."""
    name_stories: float = 3.0
    """A name of more stories than this is no story's own, and counts less the more they are."""
    asked_words: int = 24
    """How many of an entry's words are looked up, the rarest; the rest only adds to its length."""
    candidates: int = 80
    """A word found in more stories than this brings in no story, it only scores those found."""
    latest: int = 40
    """Stories looked at for each thing or event: the latest that named it."""
    likely: float = 0.1
    """Second look (`second_look`): what speaks for any story of these days,"""
    likely_concepts: float = 0.5
    """and so much for the cosine of what both are about."""
    likely_told: float = 0.35
    """Against it speaks so much for the logarithm of the stories told in these days,"""
    likely_gap: float = 0.28
    """so much for that of the quarters of a day since,"""
    likely_between: float = 0.3
    """and so much for that of the entries since."""
    again_words: float = 4.0
    """After a silence: what the cosine with the likest entry counts."""
    again: float = 0.6
    """Against it speaks this,"""
    again_gap: float = 0.27
    """so much for the logarithm of the tens of days since,"""
    again_between: float = 0.4
    """and so much for that of the entries since."""

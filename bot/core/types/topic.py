"""What is watched for, and what the matcher says of an entry."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.types.reasons import Reason


@dataclass(frozen=True, slots=True)
class Localised:
    """A text for people in one or more languages."""

    by_language: Mapping[str, str]
    """Language code -> text; never empty."""

    def text(self, language: str) -> str:
        """The text in the language; else in English; else in the first there is."""
        found = self.by_language.get(language) or self.by_language.get("en")
        return found or next(iter(self.by_language.values()))


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the matching rules.

    `needs` names the context groups or words of which one must stand near it, `refuses` those that
    overrule it.
    """

    text: str
    strong: bool = False
    needs: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What is watched for. `terms` are the editors' own, on top of the reviewed rules shipped for
    the id.
    """

    id: str
    title: Localised
    terms: tuple[Term, ...] = ()
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refuse: tuple[str, ...] = ()
    shipped: bool = True
    """Start from the rules the project ships for this id."""
    about: Localised | None = None
    """Its title in a sentence, after "the news about"; None: the title as it is."""
    short: Localised | None = None
    """Its title on a button, after "All"; likewise."""
    hold: bool = False
    """New stories of low confidence wait for an editor (`core.confidence`)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the matcher says of an entry: its topics (none: not ours) and why."""

    topics: tuple[str, ...]
    reasons: tuple[Reason, ...]
    weak: tuple[str, ...] = ()
    """Topics that rest on a single mention below the headline."""

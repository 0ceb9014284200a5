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
        """Return the text in the language, or in English, or in the first there is."""
        text = self.by_language.get(language) or self.by_language.get("en")
        return text or next(iter(self.by_language.values()))


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the matching rules.

    `needs` names groups of context words, or words, of which one must be near it; `refuses` those
    that overrule it. A `strong` term matches alone; a `cased` one has capitals where the rule has.
    """

    text: str
    strong: bool = False
    needs: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that is watched for.

    `terms`, `context` and `refuse` are the editors' own, on top of the rules shipped for the id.
    """

    id: str
    title: Localised
    terms: tuple[Term, ...] = ()
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    refuse: tuple[str, ...] = ()
    shipped: bool = True
    """Start from the rules that the project ships for this id."""
    about: Localised | None = None
    """Its title in a sentence, after "the news about"; None for the title itself."""
    short: Localised | None = None
    """Its title on a button, after "All"; None for the title itself."""
    hold: bool = False
    """New stories of low confidence wait for an editor (`core.editing.confidence`)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the matcher says of an entry: its topics and why; no topics, and it is not ours."""

    topics: tuple[str, ...]
    reasons: tuple[Reason, ...]
    weak: tuple[str, ...] = ()
    """Topics that rest on a single mention below the headline."""

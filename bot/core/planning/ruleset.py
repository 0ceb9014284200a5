"""One valid catalog and its compiled rules, replaced as a whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.grouping.entities import Entities
from bot.core.ledger.cues import Cues
from bot.core.matching.matcher import Matcher
from bot.core.types import Catalog, Topic


@dataclass(frozen=True)
class Ruleset:
    """A catalog and its rules, compiled on first use: a poll with nothing new needs none."""

    catalog: Catalog
    load_matcher: Callable[[Sequence[Topic]], Matcher]
    load_cues: Callable[[], Cues]
    load_entities: Callable[[], Entities]

    @cached_property
    def matcher(self) -> Matcher:
        return self.load_matcher(self.catalog.topics)

    @cached_property
    def cues(self) -> Cues:
        return self.load_cues()

    @cached_property
    def entities(self) -> Entities:
        return self.load_entities()

    def compiled(self) -> "Ruleset":
        """Compile everything now: seconds of work, so not on the event loop."""
        _ = (self.matcher, self.cues, self.entities)
        return self

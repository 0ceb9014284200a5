"""What the stages decide by: one valid catalog and its compiled rules, replaced as a whole."""

from dataclasses import dataclass

from bot.core.cues import Cues
from bot.core.entities import Entities
from bot.core.matcher import Matcher
from bot.core.types import Catalog


@dataclass(frozen=True, slots=True)
class Edition:
    catalog: Catalog
    matcher: Matcher
    cues: Cues
    entities: Entities

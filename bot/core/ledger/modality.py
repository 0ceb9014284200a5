"""How a report puts its claim: decided, planned, possible, denied, or not confirmed.

Rule 1: the headline decides, then what parties are quoted with against it, then the lead.
Rule 2: the words that show it are kept; without any, the report states its claim.
"""

import re

from bot.core.ledger.cues import Cues
from bot.core.ledger.names import readable
from bot.core.types import Entry, Modality

CLAIM_LENGTH = 400
"""Characters below the headline in which a report says what it claims."""

UPHOLDING = (Modality.STATES, Modality.DECIDED, Modality.PLANS, Modality.MAY)
"""How a report puts a claim that it upholds."""

AGAINST = (Modality.DENIES, Modality.UNCONFIRMED)
"""How a report puts a claim that it contradicts."""


def modality_of(entry: Entry, cues: Cues, *, own: bool = False) -> tuple[Modality, str]:
    """Return how the claim is put, and the words that show it.

    `own`: the feed is a party's own channel, so every sentence is the party's word; elsewhere only
    sentences that name a party or quote a body are somebody's.
    """
    title = readable(entry.title)
    lead = readable((entry.summary or entry.text)[:CLAIM_LENGTH])
    sentences = re.split(r"(?<=[^.][.!?;])\s+|\n", lead)
    party_sentences = "\n".join(
        each for each in sentences if own or each in cues.speakers or cues.bodies.quoted_in(each)
    )
    steps = (
        (title, _STRONG),
        (party_sentences, _AGAINST),
        (lead, _DECIDED),
        (title, _WEAK),
        (lead, _ANY),
    )
    for text, kinds in steps:
        if (found := cues.first_standing(kinds, text)) is not None:
            return kinds[found.group], found.words
    return Modality.STATES, ""


_AGAINST = {"denies": Modality.DENIES, "unconfirmed": Modality.UNCONFIRMED}
_DECIDED = {"decided": Modality.DECIDED}
_WEAK = {"may": Modality.MAY, "plans": Modality.PLANS}
_STRONG = {**_AGAINST, "no_comment": Modality.NO_COMMENT, **_DECIDED}
_ANY = {**_STRONG, **_WEAK}
"""Groups of cues in the order they are looked for, with how they put a claim."""

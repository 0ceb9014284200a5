"""Evidence after a lost answer: the ids above the last known message of a chat, one by one. See
docs/delivery.md, Evidence.
"""

from dataclasses import replace
from enum import StrEnum

from bot.core.types import ChatKind, Search

KINDS = (ChatKind.CHANNEL, ChatKind.SUPERGROUP)
"""Chats with message ids of their own, which rise by one."""

ENOUGH = 3
"""Ids in a row without a message: one may belong to a message that was deleted at once."""

MOST = 20
"""Ids asked about for one delivery; in a chat livelier than this nobody can say."""


class Probed(StrEnum):
    """What Telegram says of one message id."""

    OURS = "ours"
    """Our message, just as it was to be sent."""
    OTHERS = "others"
    NOTHING = "nothing"
    SILENCE = "silence"
    """No answer: ask again."""
    UNCLEAR = "unclear"
    """An answer that proves nothing."""


def further(search: Search, probed: Probed) -> Search:
    """The search after one id that was not ours."""
    missing = search.missing + 1 if probed is Probed.NOTHING else 0
    return replace(search, last=search.last + 1, asked=search.asked + 1, missing=missing)

"""What an edit of feeds.yaml has changed."""

from bot.core.types.reasons import ReasonKind


class CatalogChange(ReasonKind):
    """One change, or several of a kind."""

    NOTHING = "nothing that counts"
    MORE = "+{n} {things}"
    FEWER = "-{n} {things}"
    OTHERS = "{n} {things} changed"
    OTHERS_TOO = "{n} changed"
    """After `MORE` or `FEWER`, which say of what."""
    TOPIC_RULES = "topic {id}: {changes}"
    TOPIC_CHANGED = "topic {id}: changed"
    HELD = "low confidence is held"
    NOT_HELD = "nothing is held any more"
    NEW_WORDS = "{n} new {things}"
    WORDS_GONE = "{n} {things} gone"
    ADDED = "+ {thing}"
    REMOVED = "- {thing}"
    EDITED = "~ {thing}: {changes}"


class CatalogThing(ReasonKind):
    """What changes are counted of."""

    FEED = "feed"
    FEEDS = "feeds"
    FEED_ID = "feed {id}"
    PARTY = "party"
    PARTIES = "parties"
    PARTY_ID = "party {id}"
    CHANNEL_ONE = "channel"
    CHANNELS = "channels"
    CHANNEL_ID = "channel {id}"
    TOPIC = "topic"
    TOPICS = "topics"
    TERM = "term"
    TERMS = "terms"
    CONTEXT_WORD = "context word"
    CONTEXT_WORDS = "context words"
    REFUSAL = "refusal"
    REFUSALS = "refusals"

"""Why a delivery was not sent, or not wanted any more; what Telegram itself says is verbatim."""

from bot.core.types.reasons import ReasonKind


class SendFailure(ReasonKind):
    """What kept an attempt from succeeding, or from being made."""

    LINE_DOWN = "Telegram does not answer"
    NOT_ENCODED = "the text cannot be encoded"
    NOT_WORDED = "it cannot be put into words: see the log"
    SENDER_GONE = "its sender has gone"
    NEVER_ASKED = "its sender ended before it asked"
    CHAT_MOVED = "the chat has moved"


class Unwanted(ReasonKind):
    """Why a promise is not kept: the chat, or the news, has changed since."""

    KNOWN_CHAT = "the chat is known already"
    STOPPED = "the chat has stopped the bot"
    STORY_MUTED = "the chat has muted the story"
    NOT_ASKED_FOR = "the chat no longer asks for it"
    NOTHING_NEW = "nothing new to say"

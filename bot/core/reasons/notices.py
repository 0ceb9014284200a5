"""Notices: what admins hear about feeds, chats, the disk, and edits of feeds.yaml."""

from bot.core.types.reasons import ReasonKind


class AdminNotice(ReasonKind):
    """What a notice says."""

    FAILING = "Feed {feed} has been failing for a day: {detail}. It is still being polled."
    RECOVERED = "Feed {feed} can be read again."
    SILENT = "Feed {feed} answers, and has brought nothing new for a month. Is the address right?"
    SPEAKS = "Feed {feed} has news again."
    GONE = "Feed {feed} is gone (410) and is no longer polled. Remove it from feeds.yaml."
    MOVED = "Feed {feed} has moved to {url} for good. Write that address into feeds.yaml."
    MOVED_BACK = "Feed {feed} no longer redirects; its own address is polled again."
    BURST = (
        "Feed {feed} brought {n} matching entries in one poll. Of what is worth telling each chat "
        "gets five messages, and the rest in one list."
    )
    OUT_OF_REACH = (
        "Chat {chat} cannot be reached: {reason}. Nothing more is sent there until the bot is let "
        "in again."
    )
    NEVER_ANSWERED = (
        "Perhaps not delivered, and too old to be sent again: {n}. Telegram never said whether it "
        "took them; /queue lists them."
    )
    THREAD_SHUT = (
        "The topic my messages went to is closed or deleted; they come here now. "
        "To have them in a topic again: /bind in it, and /unbind here."
    )
    DISK_FULL = (
        "The database's disk is nearly full. Alerts promised so far are sent, feeds are not "
        "polled until there is room: delete something."
    )
    CHANNEL = "I am an admin of {title} now. To send it the news: /bind {name}"
    TAKEN_OVER = "feeds.yaml was reloaded: {changes}"
    REFUSED_CATALOG = "feeds.yaml is refused:"
    NOT_WATCHED = "feeds.yaml is not watched here"

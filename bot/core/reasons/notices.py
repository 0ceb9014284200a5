"""Notices: what admins hear about feeds, chats, the disk, and edits of feeds.yaml; a channel's
first post.
"""

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
        "Perhaps not delivered, and not sent again: {n}. Telegram never said whether it took "
        "them; /queue lists them."
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


class FirstPost(ReasonKind):
    """What the first post of a channel tells its readers, a line each."""

    FOLLOWS = "This channel follows the news about {topics}."
    ONE_POST = (
        "One event is one post, kept up to date as more is known. What follows from it comes as a "
        "reply."
    )
    SIGNS = (
        "The sign in front says how sure one can be: ⚪ one source, or all citing one; "
        "🔵 independent sources; 🟢 official; 🟠 sources contradict each other; 🔴 denied."
    )
    MACHINE = "Sorted by a machine, fact-checked by nobody."

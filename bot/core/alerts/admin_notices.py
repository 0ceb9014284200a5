"""What admins are told by itself: the bot's own of its feeds and of stories that wait for them; a
group's of its threads. Kept in English, worded for its reader when it is sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.core.delivery.outbox import Gone, SendResult
from bot.core.lang.i18n import key
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.reasons import english
from bot.core.types import Delivery, DeliveryKind, DeliveryState, Reason, Story

NOTICE_LIFE = timedelta(days=3)

_WORDS = {
    NoticeKind.FAILING: key(
        "Feed {feed} has been failing for a day: {detail}. It is asked again all the same."
    ),
    NoticeKind.RECOVERED: key("Feed {feed} can be read again."),
    NoticeKind.SILENT: key(
        "Feed {feed} answers, and has brought nothing new for a month. Is the address right?"
    ),
    NoticeKind.SPEAKS: key("Feed {feed} has news again."),
    NoticeKind.GONE: key(
        "Feed {feed} is gone (410) and is asked no more. Take it out of feeds.yaml."
    ),
    NoticeKind.MOVED: key(
        "Feed {feed} has moved to {detail} for good. Write that address into feeds.yaml."
    ),
    NoticeKind.MOVED_BACK: key("Feed {feed} no longer redirects; its own address is asked again."),
}
_BURST = key(
    "Feed {feed} brought {n} matching entries in one poll. They are in /latest and in the "
    "digests; no alert was sent for them."
)
_OUT_OF_REACH = key(
    "Chat {chat} cannot be reached: {reason}. Nothing more is sent there until the bot is let in "
    "again."
)


def notice_text(notice: Notice) -> str:
    detail = english(notice.detail) if isinstance(notice.detail, Reason) else notice.detail
    return _WORDS[notice.kind].format(feed=notice.feed, detail=detail)


def burst_text(feed: str, held: int) -> str:
    return _BURST.format(feed=feed, n=held)


def admin_notice(about: str, text: str, admin: int, now: datetime) -> Delivery:
    """One notice to one admin; the same one about the same thing is told once an hour."""
    return Delivery(
        story=about,
        chat_id=admin,
        thread_id=0,
        kind=DeliveryKind.NOTICE,
        revision=int(now.timestamp()) // 3600,
        created=now,
        not_before=now,
        expires=now + NOTICE_LIFE,
        body=text[:3000],
    )


def out_of_reach(
    parked: Delivery, result: SendResult, *, admins: Iterable[int], now: datetime
) -> tuple[Delivery, ...]:
    """Of a group or channel that turned the bot out, or a chat that perhaps never was; people who
    leave are no news.
    """
    if parked.state is not DeliveryState.PARKED or not isinstance(result, Gone):
        return ()
    if parked.chat_id > 0 and result.certain:
        return ()
    text = _OUT_OF_REACH.format(chat=parked.chat_id, reason=parked.error)
    return tuple(
        admin_notice(f"chat {parked.chat_id} out of reach", text, admin, now)
        for admin in sorted(admins)
        if admin != parked.chat_id
    )


THREAD_SHUT = key(
    "The topic my messages went to is closed or deleted; they come here now. "
    "To have them in a topic again: /bind in it, and /unbind here."
)


DISK_FULL = key(
    "The database's disk is nearly full. Alerts promised so far are sent, feeds are not polled "
    "until there is room: delete something."
)

SENTENCES = (*_WORDS.values(), _BURST, _OUT_OF_REACH, THREAD_SHUT, DISK_FULL)
"""What a notice may say, for the languages."""


def thread_shut(shut: Delivery, thread_id: int, now: datetime) -> Delivery:
    """Told in the group, once for a thread: there its admins see it."""
    return Delivery(
        story=f"thread {thread_id} shut",
        chat_id=shut.chat_id,
        thread_id=0,
        kind=DeliveryKind.NOTICE,
        revision=int(now.timestamp()),
        created=now,
        not_before=now,
        expires=now + NOTICE_LIFE,
        body=THREAD_SHUT,
    )


GREETING_AFTER = timedelta(seconds=2)
"""A link that binds a group sends its command right after the bot is in: its answer is enough."""


def greeting(chat_id: int, language: str, now: datetime) -> Delivery:
    """To a group that nobody has bound by then, once an hour: making the bot an admin is one more
    change of its place. `body` is the language of who added it.
    """
    return Delivery(
        story=f"greeting {chat_id}",
        chat_id=chat_id,
        thread_id=0,
        kind=DeliveryKind.GREETING,
        revision=int(now.timestamp()) // 3600,
        created=now,
        not_before=now + GREETING_AFTER,
        expires=now + NOTICE_LIFE,
        urgent=True,
        body=language,
    )


def cards(story: Story, admins: Iterable[int], *, now: datetime) -> tuple[Delivery, ...]:
    """The story on every editor's desk; worded when it is sent."""
    return tuple(
        Delivery(
            story=story.id,
            chat_id=admin,
            thread_id=0,
            kind=DeliveryKind.CARD,
            revision=len(story.events),
            created=now,
            not_before=now,
            expires=now + NOTICE_LIFE,
        )
        for admin in sorted(admins)
    )


def notice_deliveries(
    told: Iterable[Notice], *, feed: str, admins: Iterable[int], now: datetime, held: int = 0
) -> tuple[Delivery, ...]:
    """One delivery per admin and notice; `held`: entries of a burst that were not alerted."""
    texts = [(notice.kind.value, notice_text(notice)) for notice in told]
    if held:
        texts.append(("burst", burst_text(feed, held)))
    return tuple(
        admin_notice(f"feed {feed} {kind}", text, admin, now)
        for admin in sorted(admins)
        for kind, text in texts
    )

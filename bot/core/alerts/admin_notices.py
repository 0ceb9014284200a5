"""What admins are told by itself: the bot's own of its feeds and of stories that wait for them; a
group's of its threads. Worded for its reader when it is sent.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import assert_never

from bot.core.delivery.outbox import Gone, SendResult
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.reasons.notices import AdminNotice
from bot.core.types import Delivery, DeliveryKind, DeliveryState, Reason, Story

NOTICE_LIFE = timedelta(days=3)

LINES = 50
"""More than a message has room for."""


def notice_reason(notice: Notice) -> Reason:
    feed = notice.feed
    match notice.kind:
        case NoticeKind.FAILING:
            return AdminNotice.FAILING(feed=feed, detail=notice.detail)
        case NoticeKind.RECOVERED:
            return AdminNotice.RECOVERED(feed=feed)
        case NoticeKind.SILENT:
            return AdminNotice.SILENT(feed=feed)
        case NoticeKind.SPEAKS:
            return AdminNotice.SPEAKS(feed=feed)
        case NoticeKind.GONE:
            return AdminNotice.GONE(feed=feed)
        case NoticeKind.MOVED:
            return AdminNotice.MOVED(feed=feed, url=notice.detail)
        case NoticeKind.MOVED_BACK:
            return AdminNotice.MOVED_BACK(feed=feed)
        case _:
            assert_never(notice.kind)


def admin_notice(
    about: str, says: Iterable[Reason], admin: int, now: datetime, *, language: str = ""
) -> Delivery:
    """One notice to one admin; the same one about the same thing is told once an hour.

    `language`: for somebody of whom no chat is known.
    """
    return Delivery(
        story=about,
        chat_id=admin,
        thread_id=0,
        kind=DeliveryKind.NOTICE,
        revision=int(now.timestamp()) // 3600,
        created=now,
        not_before=now,
        expires=now + NOTICE_LIFE,
        body=language,
        says=tuple(islice(says, LINES)),
    )


def chat_lost_notices(
    parked: Delivery, result: SendResult, *, admins: Iterable[int], now: datetime
) -> tuple[Delivery, ...]:
    """Of a group or channel that turned the bot out, or a chat that perhaps never was; people who
    leave are no news.
    """
    if parked.state is not DeliveryState.PARKED or not isinstance(result, Gone):
        return ()
    if parked.chat_id > 0 and result.certain:
        return ()
    says = AdminNotice.OUT_OF_REACH(chat=parked.chat_id, reason=parked.error)
    return tuple(
        admin_notice(f"chat {parked.chat_id} out of reach", [says], admin, now)
        for admin in sorted(admins)
        if admin != parked.chat_id
    )


def thread_closed_notice(shut: Delivery, thread_id: int, now: datetime) -> Delivery:
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
        says=(AdminNotice.THREAD_SHUT(),),
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


def card_deliveries(story: Story, admins: Iterable[int], *, now: datetime) -> tuple[Delivery, ...]:
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
    notices: Iterable[Notice], *, feed: str, admins: Iterable[int], now: datetime, held: int = 0
) -> tuple[Delivery, ...]:
    """One delivery per admin and notice; `held`: entries of a burst that were not alerted."""
    lines = [(notice.kind.value, notice_reason(notice)) for notice in notices]
    if held:
        lines.append(("burst", AdminNotice.BURST(feed=feed, n=held)))
    return tuple(
        admin_notice(f"feed {feed} {kind}", [says], admin, now)
        for admin in sorted(admins)
        for kind, says in lines
    )

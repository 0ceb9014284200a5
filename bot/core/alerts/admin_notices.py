"""Notices to admins: to the bot's own about feeds and held stories, to a group's about its
threads. Put into words when sent, in the reader's language.
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
"""More lines than a message has room for."""


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
    """Return one notice to one admin; the same about the same thing is sent once an hour.

    `language`: for an admin whose chat is not known.
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
    """Tell the admins that a group or channel turned the bot out, or that a chat may not exist.

    People who block the bot are no news.
    """
    if parked.state is not DeliveryState.PARKED or not isinstance(result, Gone):
        return ()
    if parked.chat_id > 0 and result.certain:
        return ()
    says = AdminNotice.OUT_OF_REACH(chat=parked.chat_id, reason=result.reason)
    return tuple(
        admin_notice(f"chat {parked.chat_id} out of reach", [says], admin, now)
        for admin in sorted(admins)
        if admin != parked.chat_id
    )


def never_answered_notices(
    ended: Iterable[Delivery], *, admins: Iterable[int], now: datetime
) -> tuple[Delivery, ...]:
    """Of deliveries that are uncertain now, all in one line; notices themselves are no news."""
    uncertain = [each for each in ended if each.state is DeliveryState.UNCERTAIN]
    told = sum(each.kind is not DeliveryKind.NOTICE for each in uncertain)
    says = AdminNotice.NEVER_ANSWERED(n=told)
    return tuple(
        admin_notice("deliveries uncertain", [says], admin, now)
        for admin in sorted(admins)
        if told
    )


def thread_closed_notice(shut: Delivery, thread_id: int, now: datetime) -> Delivery:
    """Tell a group, once for each thread, that the thread is closed: its admins read it there."""
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
"""A link that binds a group sends its command right after the bot joins: its answer is enough."""


def greeting(chat_id: int, language: str, now: datetime) -> Delivery:
    """Greet a group that nobody has bound by then, at most once an hour.

    Making the bot an admin is one more change of its membership. `body` is the language of the
    person who added it.
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
    """Send the story to every editor as a card."""
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
    notices: Iterable[Notice], *, feed: str, admins: Iterable[int], now: datetime, burst: int = 0
) -> tuple[Delivery, ...]:
    """Return a delivery for each admin and notice; `burst`: how many entries it brought at
    once, if it is one.
    """
    lines = [(notice.kind.value, notice_reason(notice)) for notice in notices]
    if burst:
        lines.append(("burst", AdminNotice.BURST(feed=feed, n=burst)))
    return tuple(
        admin_notice(f"feed {feed} {kind}", [says], admin, now)
        for admin in sorted(admins)
        for kind, says in lines
    )

"""Notices to admins, and what else the bot tells unasked."""

from datetime import timedelta

import pytest

from bot.core.alerts.admin_notices import (
    GREETING_AFTER,
    LINES,
    NOTICE_LIFE,
    admin_notice,
    card_deliveries,
    chat_lost_notices,
    greeting,
    never_answered_notices,
    notice_deliveries,
    thread_closed_notice,
)
from bot.core.delivery.outbox import Gone, SendResult, Sent
from bot.core.ledger.editor_events import RULE, Act
from bot.core.reading.schedule import Notice, NoticeKind
from bot.core.reasons import in_words, verbatim
from bot.core.reasons.feed_failures import FeedFailure
from bot.core.reasons.notices import AdminNotice
from bot.core.types import Arg, Delivery, DeliveryKind, DeliveryState, Reason, StoryEvent
from bot.locale.loading import load_texts
from tests.build import NOON, a_delivery, a_story

RU = load_texts()["ru"]
GONE = FeedFailure.STATUS(status="410 Gone")


def name(delivery: Delivery) -> tuple[object, ...]:
    """What makes a delivery the same as another one."""
    return (delivery.story, delivery.chat_id, delivery.thread_id, delivery.kind, delivery.revision)


@pytest.mark.parametrize(
    ("kind", "detail"),
    [(kind, "https://x.example" if "moved" in kind else GONE) for kind in NoticeKind],
)
def test_a_notice_of_a_feed_is_told_in_russian(kind: NoticeKind, detail: Arg) -> None:
    told = [Notice("tass", kind, detail)]
    (notice,) = notice_deliveries(told, feed="tass", admins=[7], now=NOON)
    (words,) = (in_words(each, RU.say) for each in notice.says)
    assert words.startswith("Лента tass ")
    assert "answers" not in words


@pytest.mark.parametrize(
    ("kind", "detail", "reason"),
    [
        (NoticeKind.FAILING, GONE, AdminNotice.FAILING(feed="tass", detail=GONE)),
        (NoticeKind.MOVED, "https://x", AdminNotice.MOVED(feed="tass", url="https://x")),
    ],
)
def test_a_notice_says_what_fails_and_where_a_feed_has_moved(
    kind: NoticeKind, detail: Arg, reason: Reason
) -> None:
    told = [Notice("tass", kind, detail)]
    (notice,) = notice_deliveries(told, feed="tass", admins=[7], now=NOON)
    assert notice.says == (reason,)


def test_every_admin_gets_every_notice_and_each_once_an_hour() -> None:
    told = [Notice("tass", NoticeKind.SILENT), Notice("tass", NoticeKind.GONE)]
    notices = notice_deliveries(told, feed="tass", admins=[8, 7], now=NOON)
    assert [(each.chat_id, each.says) for each in notices] == [
        (7, (AdminNotice.SILENT(feed="tass"),)),
        (7, (AdminNotice.GONE(feed="tass"),)),
        (8, (AdminNotice.SILENT(feed="tass"),)),
        (8, (AdminNotice.GONE(feed="tass"),)),
    ]
    assert len({name(each) for each in notices}) == 4
    within, after = NOON + timedelta(minutes=59), NOON + timedelta(hours=1)
    again, news = (
        notice_deliveries(told, feed="tass", admins=[8, 7], now=now) for now in (within, after)
    )
    assert {name(each) for each in again} == {name(each) for each in notices}
    assert {name(each) for each in news}.isdisjoint(name(each) for each in notices)


def test_a_notice_goes_out_at_once_and_is_news_for_three_days() -> None:
    notice = admin_notice("feeds.yaml", [verbatim("broken")], 7, NOON, language="ru")
    assert (notice.kind, notice.story, notice.body) == (DeliveryKind.NOTICE, "feeds.yaml", "ru")
    assert (notice.chat_id, notice.thread_id) == (7, 0)
    assert (notice.created, notice.not_before) == (NOON, NOON)
    assert notice.expires == NOON + NOTICE_LIFE
    assert admin_notice("feeds.yaml", [], 7, NOON).body == ""


LOST = a_delivery(chat_id=-5, state=DeliveryState.PARKED)


@pytest.mark.parametrize(
    ("parked", "result", "told"),
    [
        (LOST, Gone(verbatim("kicked")), [7, 8]),
        (LOST, Gone(verbatim("chat not found"), certain=False), [7, 8]),
        (a_delivery(chat_id=5, state=DeliveryState.PARKED), Gone(verbatim("blocked")), []),
        (
            a_delivery(chat_id=7, state=DeliveryState.PARKED),
            Gone(verbatim("chat not found"), certain=False),
            [8],
        ),
        (a_delivery(chat_id=-5, state=DeliveryState.PENDING), Gone(verbatim("kicked")), []),
        (LOST, Sent(900), []),
    ],
    ids=["turned out", "may not exist", "a person", "the admin", "not parked yet", "sent"],
)
def test_admins_are_told_of_a_group_that_is_lost_and_not_of_people_who_block(
    parked: Delivery, result: SendResult, told: list[int]
) -> None:
    notices = chat_lost_notices(parked, result, admins=[8, 7], now=NOON)
    assert [each.chat_id for each in notices] == told


def test_a_lost_chat_is_told_with_what_telegram_said() -> None:
    (notice,) = chat_lost_notices(LOST, Gone(verbatim("kicked")), admins=[7], now=NOON)
    assert notice.says == (AdminNotice.OUT_OF_REACH(chat=-5, reason=verbatim("kicked")),)
    assert (notice.story, notice.created) == ("chat -5 out of reach", NOON)


def test_what_was_never_answered_is_told_in_one_line_and_notices_do_not_count() -> None:
    lost = a_delivery(state=DeliveryState.UNCERTAIN)
    notice = a_delivery(state=DeliveryState.UNCERTAIN, kind=DeliveryKind.NOTICE)
    ended = [lost, lost, notice, a_delivery(state=DeliveryState.EXPIRED)]
    told = never_answered_notices(ended, admins=[8, 7], now=NOON)
    assert [(each.chat_id, each.says) for each in told] == [
        (7, (AdminNotice.NEVER_ANSWERED(n=2),)),
        (8, (AdminNotice.NEVER_ANSWERED(n=2),)),
    ]
    assert never_answered_notices([notice], admins=[7], now=NOON) == ()


def test_a_group_is_told_that_its_thread_is_shut_outside_the_thread() -> None:
    shut = a_delivery(chat_id=-5, thread_id=9)
    notice = thread_closed_notice(shut, 9, NOON)
    assert (notice.chat_id, notice.thread_id, notice.kind) == (-5, 0, DeliveryKind.NOTICE)
    assert (notice.says, notice.not_before) == ((AdminNotice.THREAD_SHUT(),), NOON)
    assert notice.expires == NOON + NOTICE_LIFE
    assert name(notice) != name(thread_closed_notice(shut, 10, NOON))


def test_a_greeting_leaves_time_to_bind_the_group_and_comes_once_an_hour() -> None:
    hello = greeting(-5, "ru", NOON)
    assert (hello.chat_id, hello.kind, hello.body) == (-5, DeliveryKind.GREETING, "ru")
    assert (hello.not_before, hello.urgent) == (NOON + GREETING_AFTER, True)
    assert hello.expires == NOON + NOTICE_LIFE
    again, next_hour = (greeting(-5, "ru", NOON + timedelta(minutes=m)) for m in (59, 60))
    assert (name(again) == name(hello), name(next_hour) == name(hello)) == (True, False)


def test_every_editor_gets_a_new_card_with_each_event_of_a_story() -> None:
    held = a_story(events=(StoryEvent(NOON, Act.HELD, RULE),))
    cards = card_deliveries(held, [8, 7], now=NOON)
    assert [(each.chat_id, each.kind, each.story) for each in cards] == [
        (7, DeliveryKind.CARD, held.id),
        (8, DeliveryKind.CARD, held.id),
    ]
    (card,) = card_deliveries(a_story(), [7], now=NOON)
    assert name(card) != name(cards[0])
    assert (card.not_before, card.expires) == (NOON, NOON + NOTICE_LIFE)


def test_a_burst_is_told_with_its_size() -> None:
    (notice,) = notice_deliveries([], feed="tass", admins=[7], now=NOON, burst=12)
    assert notice.says == (AdminNotice.BURST(feed="tass", n=12),)


def test_a_notice_holds_no_more_lines_than_a_message() -> None:
    lines = [verbatim(f"line {number}") for number in range(1_000)]
    assert admin_notice("feeds.yaml", lines, 7, NOON).says == tuple(lines[:LINES])

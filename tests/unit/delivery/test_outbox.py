"""What becomes of a delivery after each answer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.delivery.outbox import (
    DOUBT_GAP,
    GRACE,
    MARGIN,
    RESENDS,
    Gone,
    Heard,
    Later,
    Moved,
    Never,
    Refused,
    SendResult,
    Sent,
    Shut,
    Trace,
    Unasked,
    Unknown,
    cancelled,
    due_again,
    post_of,
    reserved,
    rest_of,
    settle,
    settle_orphan,
    stop_of,
)
from bot.core.delivery.wishes import is_taken_back, unwanted
from bot.core.reasons import verbatim
from bot.core.reasons.send_failures import SendFailure, Unwanted
from bot.core.types import (
    EVERY_EVENT,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Post,
    Reason,
    Subscription,
    SubscriptionKind,
)
from bot.core.types.mission import EVENT
from tests.build import NOON, a_chat, a_delivery

SENDING = reserved(a_delivery())
EDITING = replace(SENDING, kind=DeliveryKind.EDIT)
FLOOD = timedelta(seconds=37)
WHY = verbatim("what Telegram said")


def a_wish(kind: SubscriptionKind, value: str) -> Subscription:
    return Subscription(7, 0, kind, value)


def test_a_claim_counts_the_attempt_and_forgets_the_last_error() -> None:
    again = reserved(a_delivery(attempts=2, error="refused"))
    assert (again.state, again.attempts, again.error) == (DeliveryState.SENDING, 3, None)


def test_a_sent_delivery_keeps_its_message() -> None:
    sent = settle(SENDING, Sent(900), now=NOON)
    assert (sent.state, sent.message_id) == (DeliveryState.SENT, 900)


@pytest.mark.parametrize(
    ("delivery", "result", "reason"),
    [
        (SENDING, Later(WHY), WHY),
        (SENDING, Never(WHY), WHY),
        (SENDING, Never(WHY, markup=True), WHY),
        (SENDING, Unknown(WHY), WHY),
        (EDITING, Unknown(WHY), WHY),
        (replace(SENDING, alone=RESENDS), Unknown(WHY), WHY),
        (SENDING, Gone(WHY), WHY),
        (SENDING, Gone(WHY, certain=False), WHY),
        (SENDING, Shut(WHY), WHY),
        (EDITING, Shut(WHY), WHY),
        (replace(SENDING, thread_id=5), Shut(WHY), WHY),
        (SENDING, Refused(WHY), WHY),
        (SENDING, Moved(-1007), SendFailure.CHAT_MOVED()),
    ],
)
def test_what_was_not_sent_says_why(
    delivery: Delivery, result: SendResult, reason: Reason
) -> None:
    assert settle(delivery, result, now=NOON).error == reason


@pytest.mark.parametrize(
    ("trace", "reason"),
    [(None, SendFailure.SENDER_GONE()), (Unasked(), SendFailure.NEVER_ASKED())],
)
def test_what_a_dead_process_left_says_why(trace: Trace | None, reason: Reason) -> None:
    assert settle_orphan(SENDING, trace, now=NOON).error == reason


def test_what_was_not_sent_is_tried_again_with_growing_pauses() -> None:
    first = settle(replace(SENDING, attempts=1), Later(verbatim("refused")), now=NOON)
    tenth = settle(replace(SENDING, attempts=10), Later(verbatim("refused")), now=NOON)
    hundredth = settle(replace(SENDING, attempts=100), Later(verbatim("refused")), now=NOON)
    assert (first.state, first.not_before) == (DeliveryState.PENDING, NOON + timedelta(seconds=2))
    assert tenth.not_before == hundredth.not_before == NOON + timedelta(minutes=10)


@pytest.mark.fault("D4")
def test_flood_control_is_obeyed_to_the_second_and_rests_the_chat() -> None:
    result = Later(verbatim("429"), after=FLOOD)
    assert settle(SENDING, result, now=NOON).not_before == NOON + FLOOD + MARGIN
    assert rest_of(result, now=NOON) == NOON + FLOOD + MARGIN


@pytest.mark.fault("D3")
def test_a_refused_connection_is_never_ambiguous() -> None:
    settled = settle(SENDING, Later(verbatim("connection refused")), now=NOON)
    assert settled.state is DeliveryState.PENDING
    assert not settled.resent
    assert rest_of(Later(verbatim("connection refused")), now=NOON) is None


def test_no_chat_rests_longer_than_a_day_whatever_telegram_says() -> None:
    result = Later(verbatim("429"), after=timedelta(days=400))
    tomorrow = NOON + timedelta(days=1) + MARGIN
    assert rest_of(result, now=NOON) == tomorrow
    assert settle(SENDING, result, now=NOON).not_before == tomorrow


@pytest.mark.fault("D10")
def test_unreadable_markup_is_tried_once_as_plain_text() -> None:
    result = Never(verbatim("can't parse entities"), markup=True)
    plain = settle(SENDING, result, now=NOON)
    assert (plain.state, plain.plain, plain.not_before) == (DeliveryState.PENDING, True, NOON)
    assert settle(reserved(plain), result, now=NOON).state is DeliveryState.DEAD


@pytest.mark.fault("D12")
def test_what_telegram_will_never_take_dies_after_one_try() -> None:
    dead = settle(SENDING, Never(verbatim("text must be encoded in UTF-8")), now=NOON)
    assert (dead.state, dead.attempts) == (DeliveryState.DEAD, 1)


@pytest.mark.fault("D1")
def test_a_lost_answer_waits_and_is_sent_again_as_often_as_it_is_lost() -> None:
    lost = settle(SENDING, Unknown(verbatim("read timeout")), now=NOON)
    assert (lost.state, lost.not_before) == (DeliveryState.UNKNOWN, NOON + GRACE)
    again = due_again(lost, others=True, now=NOON + 2 * GRACE)
    assert (again.state, again.resent, again.alone) == (DeliveryState.PENDING, True, 1)
    assert (again.not_before, again.error) == (NOON + 2 * GRACE, verbatim("read timeout"))
    lost_again = settle(reserved(again), Unknown(verbatim("read timeout")), now=NOON)
    assert (lost_again.state, lost_again.not_before) == (DeliveryState.UNKNOWN, NOON + GRACE)


def unanswered_for(hours: float, *, others: bool) -> tuple[Delivery, int]:
    """What becomes of a delivery that is never answered, and how many copies Telegram has then."""
    delivery, copies, now = replace(SENDING, state=DeliveryState.PENDING), 0, NOON
    while delivery.state is DeliveryState.PENDING and now < NOON + timedelta(hours=hours):
        delivery = settle(reserved(delivery), Unknown(verbatim("read timeout")), now=now)
        copies += 1
        now = delivery.not_before
        if delivery.state is DeliveryState.UNKNOWN:
            delivery = due_again(delivery, others=others, now=now)
    return delivery, copies


def test_what_is_never_answered_while_others_are_is_given_up_after_an_hour_and_a_half() -> None:
    assert unanswered_for(1.4, others=True)[0].state is DeliveryState.PENDING
    given_up, copies = unanswered_for(24, others=True)
    assert (given_up.state, copies) == (DeliveryState.UNCERTAIN, RESENDS + 1)
    assert given_up.not_before - NOON < timedelta(hours=1.5)


def test_what_is_never_answered_in_an_outage_is_not_given_up_and_seldom_repeated() -> None:
    tried, copies = unanswered_for(24, others=False)
    assert (tried.state, copies) == (DeliveryState.PENDING, 12)


def test_refusals_and_dead_processes_wear_nothing_out() -> None:
    delivery = replace(SENDING, alone=RESENDS)
    assert settle(delivery, Later(verbatim("429")), now=NOON).state is DeliveryState.PENDING
    assert settle_orphan(delivery, None, now=NOON).state is DeliveryState.UNKNOWN


def test_a_lost_answer_to_an_edit_is_no_danger() -> None:
    settled = settle(EDITING, Unknown(verbatim("read timeout")), now=NOON)
    assert (settled.state, settled.resent) == (DeliveryState.PENDING, False)
    assert settled.not_before == NOON + timedelta(seconds=2)


def test_an_attempt_whose_process_died_is_unknown() -> None:
    lost = settle_orphan(SENDING, None, now=NOON)
    assert lost.state is DeliveryState.UNKNOWN


def test_an_attempt_that_was_never_written_costs_nothing() -> None:
    free = settle_orphan(replace(SENDING, attempts=3), Unasked(), now=NOON)
    assert (free.state, free.attempts, free.resent) == (DeliveryState.PENDING, 2, False)
    assert free.not_before == NOON


def test_an_answer_that_was_heard_and_not_recorded_counts() -> None:
    sent = settle_orphan(SENDING, Heard(900), now=NOON)
    assert (sent.state, sent.message_id) == (DeliveryState.SENT, 900)


@pytest.mark.fault("D9")
def test_a_chat_that_moved_is_sent_to_under_its_new_id() -> None:
    moved = settle(SENDING, Moved(-1007), now=NOON)
    assert (moved.state, moved.chat_id) == (DeliveryState.PENDING, -1007)
    assert moved.not_before == NOON


@pytest.mark.fault("D7")
def test_a_chat_that_is_gone_parks_its_delivery() -> None:
    assert settle(SENDING, Gone(verbatim("blocked")), now=NOON).state is DeliveryState.PARKED


@pytest.mark.fault("D8")
def test_a_chat_that_may_be_gone_is_asked_three_times_over_an_hour() -> None:
    doubt = Gone(verbatim("chat not found"), certain=False)
    first = settle(SENDING, doubt, now=NOON)
    second = settle(reserved(first), doubt, now=first.not_before)
    third = settle(reserved(second), doubt, now=second.not_before)
    states = (first.state, second.state, third.state)
    assert states == (DeliveryState.PENDING, DeliveryState.PENDING, DeliveryState.PARKED)
    assert second.not_before - NOON >= timedelta(hours=1)
    assert third.doubts == 3
    assert rest_of(doubt, now=NOON) == NOON + DOUBT_GAP


@pytest.mark.fault("D8")
def test_what_a_shut_thread_does_not_take_goes_to_its_group() -> None:
    shut = Shut(verbatim("TOPIC_CLOSED"))
    threaded = replace(SENDING, thread_id=5)
    fallen = settle(threaded, shut, now=NOON)
    assert (fallen.state, fallen.thread_id) == (DeliveryState.PENDING, 0)
    assert fallen.not_before == NOON
    edit = settle(replace(threaded, kind=DeliveryKind.EDIT), shut, now=NOON)
    assert edit.state is DeliveryState.CANCELLED
    assert settle(SENDING, shut, now=NOON) == settle(
        SENDING, Gone(verbatim("TOPIC_CLOSED"), certain=False), now=NOON
    )


@pytest.mark.fault("D13")
def test_a_refused_token_touches_no_delivery_and_stops_everything() -> None:
    refused = Refused(verbatim("401"))
    settled = settle(SENDING, refused, now=NOON)
    assert (settled.state, settled.attempts) == (DeliveryState.PENDING, 0)
    assert settled.not_before == NOON
    stop = stop_of(refused, now=NOON)
    assert stop is not None
    assert stop - NOON >= timedelta(seconds=20)


@pytest.mark.parametrize(
    "result", [Sent(1), Later(verbatim("x")), Never(verbatim("x")), Gone(verbatim("x")), Moved(1)]
)
def test_no_other_answer_stops_everything(result: Sent) -> None:
    assert stop_of(result, now=NOON) is None


POSTED = a_delivery(thread_id=5, revision=3, state=DeliveryState.SENT, message_id=900)


def test_what_tells_a_development_stands_in_its_chat_with_its_fingerprint() -> None:
    later = NOON + timedelta(minutes=1)
    assert post_of(POSTED, shown="f00", now=later) == Post(
        story=POSTED.story,
        chat_id=7,
        thread_id=5,
        episode=3,
        message_id=900,
        sent=later,
        changed=later,
        development=1,
        shown="f00",
    )
    answer = replace(POSTED, kind=DeliveryKind.REPLY, development=2)
    reply = post_of(answer, shown="f01", replies_to=890, now=NOON)
    assert reply is not None
    assert (reply.development, reply.replies_to) == (2, 890)


REMINDED = replace(POSTED, story=f"{EVENT}ms-28", kind=DeliveryKind.REMINDER)


@pytest.mark.parametrize(
    ("delivery", "stands"),
    [
        (REMINDED, True),
        (replace(REMINDED, kind=DeliveryKind.REPLY), False),
        (replace(POSTED, kind=DeliveryKind.DIGEST), False),
        (replace(POSTED, in_catch_up=True), False),
        (replace(POSTED, message_id=None), False),
    ],
    ids=["a reminder", "a reply to one", "a digest", "in a catch-up message", "not sent"],
)
def test_a_reminder_is_kept_up_to_date_too_and_nothing_else_is(
    delivery: Delivery, stands: bool
) -> None:
    assert (post_of(delivery, shown="", now=NOON) is not None) is stands


@pytest.mark.parametrize(
    "wish",
    [
        a_wish(SubscriptionKind.TOPIC, "iss"),
        a_wish(SubscriptionKind.STORY, "5" * 16),
        a_wish(SubscriptionKind.PHRASE, "Soyuz MS-28"),
    ],
)
def test_a_delivery_is_wanted_as_long_as_a_wish_stands(wish: Subscription) -> None:
    assert unwanted(a_delivery(), a_chat(), [wish], ["iss"]) is None


@pytest.mark.fault("D20")
@pytest.mark.parametrize(
    ("chat", "wishes"),
    [
        (None, [a_wish(SubscriptionKind.TOPIC, "iss")]),
        (a_chat(active=False), [a_wish(SubscriptionKind.TOPIC, "iss")]),
        (a_chat(), []),
        (a_chat(), [a_wish(SubscriptionKind.TOPIC, "roscosmos")]),
        (
            a_chat(),
            [
                a_wish(SubscriptionKind.TOPIC, "iss"),
                a_wish(SubscriptionKind.MUTED_STORY, "5" * 16),
            ],
        ),
    ],
    ids=["unknown chat", "stopped", "no wishes", "another topic", "muted"],
)
def test_a_delivery_nobody_asks_for_any_more_is_unwanted(
    chat: None, wishes: list[Subscription]
) -> None:
    assert unwanted(a_delivery(), chat, wishes, ["iss"]) is not None


def test_a_notice_needs_no_subscription() -> None:
    assert unwanted(a_delivery(kind=DeliveryKind.NOTICE), None, [], []) is None


def test_a_group_that_is_bound_by_now_needs_no_greeting() -> None:
    hello = a_delivery(kind=DeliveryKind.GREETING)
    assert unwanted(hello, None, [], []) is None
    assert unwanted(hello, a_chat(), [], []) == Unwanted.KNOWN_CHAT()


REMINDER = a_delivery(story=f"{EVENT}ms-28", kind=DeliveryKind.REMINDER)
MOVED_ON = replace(REMINDER, kind=DeliveryKind.REPLY)


@pytest.mark.parametrize(
    ("delivery", "wish", "refused"),
    [
        (REMINDER, a_wish(SubscriptionKind.REMINDER, "ms-28"), None),
        (REMINDER, a_wish(SubscriptionKind.REMINDER, EVERY_EVENT), None),
        (REMINDER, a_wish(SubscriptionKind.REMINDER, "ms-29"), Unwanted.NOT_ASKED_FOR()),
        (REMINDER, a_wish(SubscriptionKind.TOPIC, "ms-28"), Unwanted.NOT_ASKED_FOR()),
        (MOVED_ON, a_wish(SubscriptionKind.REMINDER, "ms-29"), None),
    ],
    ids=["asked for", "every event", "another event", "a topic", "what becomes of it"],
)
def test_a_reminder_comes_while_it_is_asked_for_and_who_had_it_hears_the_rest(
    delivery: Delivery, wish: Subscription, refused: Reason | None
) -> None:
    assert unwanted(delivery, a_chat(), [wish], []) == refused


@pytest.mark.parametrize(
    ("delivery", "taken_back"),
    [
        (a_delivery(), True),
        (a_delivery(kind=DeliveryKind.EDIT), True),
        (a_delivery(kind=DeliveryKind.REPLY), True),
        (a_delivery(kind=DeliveryKind.DIGEST), False),
        (a_delivery(kind=DeliveryKind.NOTICE), False),
        (a_delivery(resent=True), False),
    ],
    ids=["post", "edit", "reply", "digest", "notice", "may stand in the chat"],
)
def test_what_tells_of_a_held_story_and_is_not_sent_is_taken_back(
    delivery: Delivery, taken_back: bool
) -> None:
    assert is_taken_back(delivery) is taken_back


def test_a_digest_needs_an_active_chat_alone() -> None:
    digest = a_delivery(kind=DeliveryKind.DIGEST)
    assert unwanted(digest, a_chat(), [], []) is None
    assert unwanted(digest, None, [], []) == Unwanted.STOPPED()


def test_a_cancelled_delivery_says_why() -> None:
    gone = cancelled(SENDING, Unwanted.NOTHING_NEW())
    assert (gone.state, gone.error) == (DeliveryState.CANCELLED, Unwanted.NOTHING_NEW())

"""What becomes of a delivery whose message is looked for in its chat."""

from dataclasses import replace

from bot.core.outbox import GRACE, Unknown, after_probe, claimed, settle
from bot.core.probing import ENOUGH, MOST, Probed
from bot.core.types import Delivery, DeliveryState, Search
from tests.build import NOON, a_delivery

LOST = replace(
    settle(claimed(a_delivery()), Unknown("read timeout"), now=NOON), search=Search(last=40)
)


def probed(*answers: Probed, delivery: Delivery = LOST) -> Delivery:
    for answer in answers:
        delivery = after_probe(delivery, answer, now=NOON)
    return delivery


def test_a_message_that_is_found_was_sent() -> None:
    found = probed(Probed.OTHERS, Probed.OURS)
    assert (found.state, found.message_id) == (DeliveryState.SENT, 42)


def test_a_message_that_is_not_there_is_sent_as_if_for_the_first_time() -> None:
    free = probed(*[Probed.NOTHING] * ENOUGH)
    assert (free.state, free.resent, free.search) == (DeliveryState.PENDING, False, None)


def test_a_gap_in_the_ids_ends_no_search() -> None:
    going_on = probed(Probed.NOTHING, Probed.NOTHING, Probed.OTHERS, Probed.NOTHING)
    assert going_on.search == Search(last=44, asked=4, missing=1)
    assert (going_on.state, going_on.not_before) == (DeliveryState.UNKNOWN, NOON)


def test_the_same_id_is_asked_again_when_no_answer_came() -> None:
    silent = probed(Probed.SILENCE)
    assert (silent.search, silent.not_before) == (LOST.search, NOON + GRACE)


def test_where_nothing_can_be_proved_it_is_sent_once_more() -> None:
    unclear, lively = probed(Probed.UNCLEAR), probed(*[Probed.OTHERS] * MOST)
    assert (unclear.state, unclear.resent) == (DeliveryState.PENDING, True)
    assert (lively.state, lively.resent) == (DeliveryState.PENDING, True)


def test_and_never_a_third_time() -> None:
    again = probed(Probed.UNCLEAR, delivery=replace(LOST, resent=True))
    assert again.state is DeliveryState.UNCERTAIN

"""The stand-in's limits: what counts as too much."""

from bot.local.flood_limits import Limits


def test_an_even_second_between_messages_to_a_chat_breaks_nothing() -> None:
    limits = Limits()
    waits = [limits.wait(7, group=False, now=float(second)) for second in range(100)]
    assert (max(waits), dict(limits.violations)) == (0.0, {})


def test_a_burst_of_three_then_one_a_second_passes() -> None:
    limits = Limits()
    for now in (0.0, 0.0, 0.0, 1.0, 2.0, 3.0):
        limits.wait(7, group=False, now=now)
    assert dict(limits.violations) == {}


def test_the_fifth_message_at_once_to_a_chat_is_counted() -> None:
    limits = Limits()
    waits = [limits.wait(7, group=False, now=0.0) for _ in range(5)]
    assert (waits, limits.violations["chat"]) == ([0.0] * 4 + [1.0], 1)


def test_thirty_one_messages_within_a_second_break_the_limit_of_the_bot() -> None:
    limits = Limits()
    waits = [limits.wait(chat, group=False, now=0.5) for chat in range(31)]
    assert (waits[:30], waits[30] > 0, limits.violations["bot"]) == ([0.0] * 30, True, 1)


def test_the_twenty_first_message_of_a_minute_to_a_group_is_counted() -> None:
    limits = Limits()
    waits = [limits.wait(-7, group=True, now=2.0 * number) for number in range(21)]
    assert (max(waits[:20]), waits[20], dict(limits.violations)) == (0.0, 20.0, {"group": 1})


def test_a_refused_message_does_not_count_as_sent() -> None:
    limits = Limits(enforced=True)
    for _ in range(10):
        limits.wait(7, group=False, now=0.0)
    assert limits.wait(7, group=False, now=1.0) == 0.0

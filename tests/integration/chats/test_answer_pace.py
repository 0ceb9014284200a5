"""Answers keep within Telegram's limits, beside the outbox."""

from bot.chats.answer_pace import AnswerPace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def test_three_answers_to_a_chat_go_at_once_and_the_fourth_waits() -> None:
    clock = Clock()
    pace = AnswerPace(clock=clock, sleep=clock.sleep)
    for _ in range(3):
        await pace.wait_for_room(7)
    assert clock.now == 100.0
    await pace.wait_for_room(7)
    assert clock.now == 103.0


async def test_an_answer_waits_for_what_the_outbox_has_just_sent() -> None:
    clock = Clock()
    pace = AnswerPace(clock=clock, sleep=clock.sleep)
    for chat in range(1, 29):
        pace.note(chat)
    await pace.wait_for_room(99)
    assert clock.now == 101.0


async def test_a_group_gets_eighteen_messages_a_minute() -> None:
    clock = Clock()
    pace = AnswerPace(clock=clock, sleep=clock.sleep)
    for _ in range(19):
        await pace.wait_for_room(-7)
    assert clock.now == 160.0


async def test_chats_do_not_wait_for_each_other() -> None:
    clock = Clock()
    pace = AnswerPace(clock=clock, sleep=clock.sleep)
    for chat in range(1, 20):
        await pace.wait_for_room(chat)
    assert clock.now == 100.0

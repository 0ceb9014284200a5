"""Results of sends, compared with the journal of the local Telegram."""

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest

from bot.core.delivery.messages import Message, Send
from bot.core.delivery.outbox import Later, SendResult, Sent, Unknown
from bot.local.faults import Fault, Symptom
from bot.local.server import LocalTelegram
from tests.telegram import a_line

SENDS = 400
LOST = (Symptom.RESET, Symptom.CLOSED, Symptom.HUNG, Symptom.HTML, Symptom.GARBAGE, Symptom.CUT)


def make_unreliable(local: LocalTelegram) -> None:
    """Lose the answer of a fifth of the calls, before or after they took effect."""
    for symptom in LOST:
        for accepted in (True, False):
            fault = Fault(symptom, accepted=accepted, times=None, share=0.02, seconds=0.5)
            local.faults.add(fault)
    refusal = {"code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 1}}
    local.faults.add(Fault(Symptom.REFUSAL, times=None, share=0.05, **refusal))  # type: ignore[arg-type]


def contradicts(result: SendResult, *, taken: int) -> bool:
    match result:
        case Sent():
            return taken != 1
        case Unknown():
            return taken > 1
        case _:
            return taken != 0


@pytest.mark.fault("D1")
@pytest.mark.fault("D2")
async def test_no_result_contradicts_what_was_taken(
    record_property: Callable[[str, object], None],
) -> None:
    async with a_line(read=0.3) as line:
        for person in range(1, 101):
            line.local.world.add_person(person, f"Person {person}")
        make_unreliable(line.local)
        turns = asyncio.Semaphore(8)

        async def sent(number: int) -> SendResult:
            async with turns:
                message = Message(f"message {number}")
                return await line.telegram.send(Send(number % 100 + 1, message))

        results = await asyncio.gather(*(sent(number) for number in range(SENDS)))
        taken = Counter(call.text for call in line.local.journal.messages())
    wrong = [
        (number, result)
        for number, result in enumerate(results)
        if contradicts(result, taken=taken[f"message {number}"])
    ]
    kinds = Counter(type(result) for result in results)
    record_property("figure", f"contradictions {len(wrong)} of {SENDS}")
    record_property("limit", "0")
    assert wrong == []
    assert min(kinds[Sent], kinds[Unknown], kinds[Later]) > 0

"""Faults on demand: what goes wrong with which calls, how often, and before or after acceptance.

A fault is a symptom, and whether the call is accepted before it shows. That covers a connection
dropped before or after delivery, a hang after delivery, a 502 after delivery.
"""

import random
from dataclasses import dataclass, field
from enum import StrEnum


class Symptom(StrEnum):
    """What the caller sees."""

    ANSWER = "answer"
    """The normal answer, `seconds` late."""
    REFUSAL = "refusal"
    """An error in the Bot API's JSON."""
    HTML = "html"
    """An error status with an HTML body, as a proxy in front of Telegram gives."""
    RESET = "reset"
    """A TCP reset after the request was read."""
    CLOSED = "closed"
    """The connection is closed without an answer."""
    HUNG = "hung"
    """No answer for `seconds`, then the connection is closed."""
    GARBAGE = "garbage"
    """200, and bytes that are not JSON."""
    CUT = "cut"
    """200, a length, and half of the JSON."""


@dataclass(slots=True)
class Fault:
    """A fault. `method` and `chat_id` choose the calls (None: any), `share` the part of them that
    is struck, `times` how often (None: always).
    """

    symptom: Symptom
    accepted: bool = False
    method: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    share: float = 1.0
    seconds: float = 0.0
    code: int = 502
    description: str = "Bad Gateway"
    parameters: dict[str, int] = field(default_factory=dict)
    hits: int = 0

    def concerns(self, method: str, chat_id: int | None) -> bool:
        spent = self.times is not None and self.hits >= self.times
        return not spent and self.method in (None, method) and self.chat_id in (None, chat_id)


class Faults:
    """The script of faults: the first one that concerns a call strikes. Spent ones stay listed."""

    def __init__(self, seed: int = 0) -> None:
        self.script: list[Fault] = []
        self._random = random.Random(seed)  # noqa: S311  # repeatable, not secret

    def add(self, fault: Fault) -> Fault:
        self.script.append(fault)
        return fault

    def clear(self) -> None:
        self.script.clear()

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        for fault in self.script:
            if fault.concerns(method, chat_id) and self._random.random() < fault.share:
                fault.hits += 1
                return fault
        return None


def refused(code: int, description: str, **parameters: int) -> Fault:
    """Make any error of the Bot API, e.g. `refused(400, "Bad Request: chat not found")`."""
    return Fault(Symptom.REFUSAL, code=code, description=description, parameters=parameters)


def flood(retry_after: int) -> Fault:
    return refused(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def blocked() -> Fault:
    return refused(403, "Forbidden: bot was blocked by the user")


def migrated(to: int) -> Fault:
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return refused(400, words, migrate_to_chat_id=to)


def unauthorized() -> Fault:
    return refused(401, "Unauthorized")


def dropped_before() -> Fault:
    return Fault(Symptom.RESET)


def dropped_after() -> Fault:
    return Fault(Symptom.RESET, accepted=True)


def hung_after(seconds: float) -> Fault:
    return Fault(Symptom.HUNG, accepted=True, seconds=seconds)


def slow(seconds: float) -> Fault:
    return Fault(Symptom.ANSWER, accepted=True, seconds=seconds)

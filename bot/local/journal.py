"""The journal: every call to the local Telegram, whether it was accepted, and the answer.

The truth about lost and repeated messages is here, never in the bot's database.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bot.local.message_entities import parse
from bot.local.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `accepted`: it changed the world, whatever was answered."""

    number: int
    at: datetime
    clock: float
    """Seconds of the monotonic clock when it arrived."""
    method: str
    chat_id: int | str | None
    text: str
    accepted: bool
    message_id: int | None
    answered: str
    """The HTTP status as text, or `reset`, `closed`, `hung`, `cut`, `garbage`."""
    error: str = ""
    thread_id: int = 0
    reply_to: int | None = None
    silent: bool = False

    @property
    def plain(self) -> str:
        """Return the text without markup, for a terminal."""
        try:
            return parse(self.text)[0]
        except Refusal:
            return self.text

    def shape(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


class Journal:
    """Calls in the order they were carried out; getUpdates is counted but not kept."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self.watch: Callable[[Call], None] = lambda call: None
        """Called with each call when it has been carried out, before it is answered."""

    def add(self, call: Call) -> None:
        self.counts[call.method] += 1
        if call.method != "getUpdates":
            self.calls.append(call)
        self.watch(call)

    def messages(self, chat_id: int | None = None) -> tuple[Call, ...]:
        """Return the accepted sendMessage and sendPhoto calls, of one chat or of all."""
        return tuple(
            call
            for call in self.calls
            if call.accepted
            and call.method in ("sendMessage", "sendPhoto")
            and chat_id in (None, call.chat_id)
        )

    def answered(self, status: str) -> int:
        """Count the calls with this answer (`429`, `200`, `hung`, ...)."""
        return sum(call.answered == status for call in self.calls)

"""Telegram's limits on sending: violations are counted, and refused with 429 if so set.

~30 messages/s per bot, 1/s per chat (short bursts pass), 20/min per group or channel:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

from collections import Counter, deque

BOT_COUNT, BOT_SECONDS = 30, 1.0
GROUP_COUNT, GROUP_SECONDS = 20, 60.0
CHAT_BURST = 4
"""Messages a chat accepts at once; after that, one a second."""


class Limits:
    """Counts sends by the monotonic clock, and `violations` by limit: `bot`, `chat`, `group`."""

    def __init__(self, *, enforced: bool = False) -> None:
        self.enforced = enforced
        """Whether to answer 429 instead of only counting."""
        self.violations: Counter[str] = Counter()
        self._times: dict[tuple[str, int], deque[float]] = {}
        self._levels: dict[int, tuple[float, float]] = {}

    def wait(self, chat_id: int, *, group: bool, now: float) -> float:
        """Return the seconds by which this message is too early, 0 if within limits.

        It counts as sent, except if it is too early and limits are enforced.
        """
        waits = {"bot": self._window("bot", 0, BOT_COUNT, BOT_SECONDS, now)}
        waits["chat"] = self._bucket(chat_id, now)
        if group:
            waits["group"] = self._window("group", chat_id, GROUP_COUNT, GROUP_SECONDS, now)
        self.violations.update(name for name, wait in waits.items() if wait)
        longest = max(waits.values())
        if not (self.enforced and longest):
            self._take(chat_id, group=group, now=now)
        return longest

    def _take(self, chat_id: int, *, group: bool, now: float) -> None:
        for key in [("bot", 0), ("group", chat_id)][: 1 + group]:
            self._times[key].append(now)
        level, at = self._levels.get(chat_id, (0.0, now))
        self._levels[chat_id] = (max(0.0, level - (now - at)) + 1, now)

    def _window(self, name: str, id: int, count: int, seconds: float, now: float) -> float:
        times = self._times.setdefault((name, id), deque())
        while times and times[0] <= now - seconds:
            times.popleft()
        return max(0.001, times[0] + seconds - now) if len(times) >= count else 0.0

    def _bucket(self, chat_id: int, now: float) -> float:
        level, at = self._levels.get(chat_id, (0.0, now))
        return max(0.0, level - (now - at) + 1 - CHAT_BURST)

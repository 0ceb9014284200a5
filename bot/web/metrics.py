"""Metrics in Prometheus' text format; one registry per process, none global."""

from datetime import datetime, timedelta
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_LATENESS = (1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 21600, 86400)
"""Bucket limits in seconds, for the time from promise to acceptance."""


class Metrics:
    """The bot's counters and gauges. Flows get its methods, never the registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        counter = partial(Counter, registry=self.registry)
        gauge = partial(Gauge, registry=self.registry)
        histogram = partial(Histogram, registry=self.registry)
        self._polls = counter("isswire_polls", "Polls by outcome", ["outcome"])
        self._entries = counter("isswire_entries", "New entries seen")
        self._matches = counter("isswire_matches", "New entries that are ours")
        self._stories = counter("isswire_stories", "Stories opened or changed")
        self._feed_age = gauge("isswire_feed_age_seconds", "Since its last good poll", ["feed"])
        self._sends = counter("isswire_sends", "Answers of Telegram by kind", ["answer"])
        self._fallbacks = counter("isswire_render_fallback", "Messages whose markup was refused")
        self._lateness = histogram(
            "isswire_lateness_seconds", "From promise to acceptance by Telegram", buckets=_LATENESS
        )
        self._deliveries = gauge("isswire_deliveries", "Rows of the outbox", ["state"])
        self._queue_age = gauge("isswire_queue_age_seconds", "Age of the oldest due delivery")
        self._silence = gauge(
            "isswire_telegram_silent_seconds", "Since Telegram stopped answering; 0 while it does"
        )
        self._lag = gauge("isswire_loop_lag_seconds", "Event loop lag, last seen")
        self._tasks = gauge("isswire_tasks", "Tasks of the event loop")
        self._room = gauge("isswire_disk_free_bytes", "Free on the disk of an SQLite database")
        self._room.set(float("nan"))
        self._broken = counter("isswire_broken_requests", "Requests to our port that break HTTP")
        self._errors = counter("isswire_errors", "Errors someone must look at", ["where"])

    def polled(self, outcome: str, *, new: int = 0, matched: int = 0, stories: int = 0) -> None:
        self._polls.labels(outcome).inc()
        self._entries.inc(new)
        self._matches.inc(matched)
        self._stories.inc(stories)

    def answered(self, answer: str, lateness: timedelta | None = None) -> None:
        self._sends.labels(answer).inc()
        if lateness is not None:
            self._lateness.observe(max(0.0, lateness.total_seconds()))

    def fell_back(self) -> None:
        """Count a message sent without its markup."""
        self._fallbacks.inc()

    def queued(self, sizes: dict[str, int], oldest: timedelta) -> None:
        """Set the sizes of all states that have rows; other states are cleared."""
        self._deliveries.clear()
        for state, size in sizes.items():
            self._deliveries.labels(state).set(size)
        self._queue_age.set(oldest.total_seconds())

    def telegram(self, silent: timedelta) -> None:
        """For how long the line to Telegram has been down."""
        self._silence.set(silent.total_seconds())

    def feeds(self, successes: dict[str, datetime | None], now: datetime) -> None:
        self._feed_age.clear()
        for feed, at in successes.items():
            age = (now - at).total_seconds() if at else -1.0
            self._feed_age.labels(feed).set(age)

    def lagged(self, lag: timedelta) -> None:
        self._lag.set(lag.total_seconds())

    def tasks(self, count: int) -> None:
        self._tasks.set(count)

    def disk(self, room: int) -> None:
        self._room.set(room)

    def failed(self, where: str) -> None:
        self._errors.labels(where).inc()

    def broken_request(self) -> None:
        self._broken.inc()

    def text(self) -> bytes:
        """Return all metrics as Prometheus scrapes them."""
        return generate_latest(self.registry)

"""What is counted, in Prometheus' text format; one registry per process, none global."""

from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_LATENESS = (1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 21600, 86400)
"""Seconds between an entry's first sight and its alert."""


class Metrics:
    """The bot's counters and gauges; flows are handed its methods, never the registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        registry = self.registry
        self._polls = Counter("isswire_polls", "Polls by outcome", ["outcome"], registry=registry)
        self._entries = Counter("isswire_entries", "New entries seen", registry=registry)
        self._matches = Counter("isswire_matches", "New entries that are ours", registry=registry)
        self._stories = Counter("isswire_stories", "Stories opened or changed", registry=registry)
        self._sends = Counter(
            "isswire_sends", "Answers of Telegram by kind", ["answer"], registry=registry
        )
        self._fallbacks = Counter(
            "isswire_render_fallback", "Messages whose markup was refused", registry=registry
        )
        self._lateness = Histogram(
            "isswire_lateness_seconds",
            "From promise to acceptance by Telegram",
            buckets=_LATENESS,
            registry=registry,
        )
        self._deliveries = Gauge(
            "isswire_deliveries", "Rows of the outbox", ["state"], registry=registry
        )
        self._queue_age = Gauge(
            "isswire_queue_age_seconds",
            "Age of the oldest delivery that is due",
            registry=registry,
        )
        self._feed_age = Gauge(
            "isswire_feed_age_seconds",
            "Since the feed's last good poll",
            ["feed"],
            registry=registry,
        )
        self._lag = Gauge(
            "isswire_loop_lag_seconds", "Event loop lag, last seen", registry=registry
        )
        self._tasks = Gauge("isswire_tasks", "Tasks of the event loop", registry=registry)
        self._room = Gauge(
            "isswire_disk_free_bytes", "Free on the disk of an SQLite database", registry=registry
        )
        self._room.set(float("nan"))
        self._errors = Counter(
            "isswire_errors", "Errors someone must look at", ["where"], registry=registry
        )

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
        """A message goes out without its markup."""
        self._fallbacks.inc()

    def queued(self, sizes: dict[str, int], oldest: timedelta) -> None:
        """`sizes`: of every state that has rows; the others have none any more."""
        self._deliveries.clear()
        for state, size in sizes.items():
            self._deliveries.labels(state).set(size)
        self._queue_age.set(oldest.total_seconds())

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

    def text(self) -> bytes:
        """Everything, as Prometheus scrapes it."""
        return generate_latest(self.registry)

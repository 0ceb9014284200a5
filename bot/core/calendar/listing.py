"""Which events a reader asked for."""

from collections.abc import Iterable, Sequence

from bot.core.lang.normalize import fold
from bot.core.types import EventKind, MissionEvent, Topic

_AT_STATION = (EventKind.DOCKING, EventKind.UNDOCKING, EventKind.SPACEWALK)
_NEXT = 3


def coming(
    events: Iterable[MissionEvent], about: str, topics: Sequence[Topic]
) -> list[MissionEvent]:
    """Return the events of a topic, or with these words in the name; dated ones first."""
    wanted = fold(about)
    named = {topic.id for topic in topics if wanted in _names(topic)} if wanted else set()
    words = wanted.split()
    found = [
        event
        for event in events
        if not event.is_over
        and event.topics
        and (
            not wanted
            or named.intersection(event.topics)
            or all(word in fold(f"{event.name} {event.kind}") for word in words)
        )
    ]
    return sorted(found, key=lambda event: (not event.is_dated, event.start, event.id))


def station_events(events: Iterable[MissionEvent]) -> list[MissionEvent]:
    """Return the next arrivals, departures and spacewalks."""
    found = [each for each in events if each.kind in _AT_STATION and not each.is_over]
    return sorted(found, key=lambda event: event.start)[:_NEXT]


def _names(topic: Topic) -> set[str]:
    texts = filter(None, (topic.title, topic.about, topic.short))
    return {fold(topic.id), *(fold(name) for text in texts for name in text.by_language.values())}

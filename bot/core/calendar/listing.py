"""Which events a reader asked for."""

from collections.abc import Iterable, Sequence

from bot.core.lang.normalize import fold
from bot.core.lang.stems import stem
from bot.core.types import EventKind, MissionEvent, Topic

_AT_STATION = (EventKind.DOCKING, EventKind.UNDOCKING, EventKind.SPACEWALK)
_NEXT = 3


def coming(
    events: Iterable[MissionEvent], about: str, topics: Sequence[Topic]
) -> list[MissionEvent]:
    """Return the events of a topic, or with these words in the name; dated ones first."""
    wanted = fold(about)
    words, called = wanted.split(), _plain(wanted)
    named = {
        topic.id
        for topic in topics
        if called and any(name[-len(called) :] == called for name in _names(topic))
    }
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


def _names(topic: Topic) -> set[tuple[str, ...]]:
    texts = filter(None, (topic.title, topic.about, topic.short))
    named = (name for text in texts for name in text.by_language.values())
    return {_plain(fold(name)) for name in (topic.id, *named)}


def _plain(folded: str) -> tuple[str, ...]:
    """Return the stems of a name without its article: `station` and `станция` will do."""
    return tuple(stem(word) for word in folded.split() if word != "the")

"""The table that `isswire check` prints: what a catalog contains, and hints."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta

from bot.core.types import Catalog, Channel, Feed, Role, Topic


def table(catalog: Catalog, *, can_extract: bool = True) -> str:
    """Summarize feeds by role and language, parties, topics, channels, and give hints.

    `can_extract`: whether the `fulltext` extra is installed.
    """
    parties = [_party(party.id, party.name.text("en"), catalog) for party in catalog.parties]
    lines = [
        *_block("feeds", [_feeds_line(catalog.feeds), *_roles(catalog.feeds)]),
        *_block("parties", parties),
        *_block("topics", [_topic(topic, catalog.feeds) for topic in catalog.topics]),
        *_block("channels", [_channel(channel) for channel in catalog.channels]),
        *(f"hint: {hint}" for hint in _hints(catalog)),
        *(f"hint: {hint}" for hint in _missing(catalog) if not can_extract),
    ]
    return "\n".join(lines)


def _block(name: str, lines: list[str]) -> Iterator[str]:
    for place, line in enumerate(lines or ["none"]):
        yield f"{'' if place else name:10} {line}".rstrip()


def _feeds_line(feeds: tuple[Feed, ...]) -> str:
    a_minute = sum(timedelta(minutes=1) / feed.every for feed in feeds)
    return f"{len(feeds)}, {a_minute:.1f} requests a minute"


def _roles(feeds: tuple[Feed, ...]) -> Iterator[str]:
    for role in Role:
        some = [feed for feed in feeds if feed.role is role]
        if some:
            yield f"{role.value:12} {len(some):4}   {_languages(some)}"


def _languages(feeds: Iterable[Feed]) -> str:
    counts = Counter(feed.language for feed in feeds)
    return ", ".join(f"{language} {count}" for language, count in counts.most_common())


def _party(id: str, name: str, catalog: Catalog) -> str:
    own = [feed.id for feed in catalog.feeds if feed.speaks_for == id]
    return f"{name}: {', '.join(own) or 'no feed of its own'}"


def _topic(topic: Topic, feeds: tuple[Feed, ...]) -> str:
    about = [feed.id for feed in feeds if topic.id in feed.topics]
    rules = "shipped rules" if topic.shipped else "no shipped rules"
    own = f", {len(topic.terms)} terms of your own" if topic.terms else ""
    held = "; low confidence is held for the editors" if topic.hold else ""
    return (
        f"{topic.id}: {rules}{own}{held}; about it by themselves: {', '.join(about) or 'no feed'}"
    )


def _channel(channel: Channel) -> str:
    thread = f" thread {channel.thread_id}" if channel.thread_id else ""
    topics = ", ".join(channel.topics)
    return f"{channel.chat}{thread}: {topics}; {channel.language}, {channel.alerts.value}"


def _missing(catalog: Catalog) -> Iterator[str]:
    wanting = [feed.id for feed in catalog.feeds if feed.full_text]
    if wanting:
        yield (
            f"{', '.join(wanting)}: full_text is true, but no article can be read without"
            " trafilatura: .venv/bin/pip install trafilatura"
        )


def _hints(catalog: Catalog) -> Iterator[str]:
    speaking = {feed.speaks_for for feed in catalog.feeds}
    for party in catalog.parties:
        if party.id not in speaking:
            name = party.name.text("en")
            yield f"{name} has no feed with speaks_for: its silence cannot be told"
    followed = {topic for channel in catalog.channels for topic in channel.topics}
    for topic in catalog.topics:
        if catalog.channels and topic.id not in followed:
            yield f"no channel has the topic {topic.id}"

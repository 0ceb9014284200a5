"""What an edit of feeds.yaml changed, in words; and the table `isswire check` prints."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bot.core.types import Catalog, Feed, Party, Topic


def changes(before: Catalog, after: Catalog) -> str:
    """`+2 feeds, 1 changed, topic iss: 3 new terms`; `nothing that counts` where that is so."""
    feeds = _counted("feeds", _by_id(before.feeds), _by_id(after.feeds))
    parties = _counted("parties", _by_id(before.parties), _by_id(after.parties))
    channels = _counted(
        "channels",
        {each.chat: each for each in before.channels},
        {each.chat: each for each in after.channels},
    )
    topics = _topics(
        {each.id: each for each in before.topics}, {each.id: each for each in after.topics}
    )
    return ", ".join([*feeds, *parties, *topics, *channels]) or "nothing that counts"


def table(catalog: Catalog) -> str:
    """A summary for people: feeds by role and language, parties, topics, channels."""
    roles = Counter(feed.role.value for feed in catalog.feeds)
    languages = Counter(feed.language for feed in catalog.feeds)
    official = Counter(feed.speaks_for for feed in catalog.feeds if feed.speaks_for)
    lines = {
        "feeds": f"{len(catalog.feeds)}",
        "by role": _listed(roles),
        "by language": _listed(languages),
        "parties": ", ".join(
            f"{party.name.en} ({official[party.id]} own feeds)" for party in catalog.parties
        ),
        "topics": ", ".join(
            f"{topic.id} ({len(topic.terms)} terms of its own)" for topic in catalog.topics
        ),
        "channels": ", ".join(channel.chat for channel in catalog.channels) or "none",
    }
    return "\n".join(f"{name:12} {said}" for name, said in lines.items())


def _by_id(things: Iterable[Feed | Party | Topic]) -> dict[str, object]:
    return {thing.id: thing for thing in things}


def _counted(
    noun: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[str]:
    added, gone = after.keys() - before.keys(), before.keys() - after.keys()
    changed = [key for key in after.keys() & before.keys() if after[key] != before[key]]
    if added:
        yield f"+{len(added)} {noun}"
    if gone:
        yield f"-{len(gone)} {noun}"
    if changed:
        yield f"{len(changed)} {noun} changed"


def _topics(before: Mapping[str, Topic], after: Mapping[str, Topic]) -> Iterator[str]:
    yield from _counted("topics", dict.fromkeys(before), dict.fromkeys(after))
    for topic in sorted(after.keys() & before.keys()):
        new = set(after[topic].terms) - set(before[topic].terms)
        gone = set(before[topic].terms) - set(after[topic].terms)
        if new:
            yield f"topic {topic}: {len(new)} new terms"
        if gone:
            yield f"topic {topic}: {len(gone)} terms gone"
        if after[topic] != before[topic] and not new and not gone:
            yield f"topic {topic} changed"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())

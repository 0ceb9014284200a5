"""Builds core's Catalog from a valid feeds.yaml."""

from bot.catalog.model import (
    CatalogModel,
    ChannelModel,
    FeedModel,
    MatchModel,
    TopicModel,
)
from bot.core.reading.source_kinds import guessed_kind
from bot.core.types import (
    PLACES,
    Access,
    Alerts,
    Catalog,
    Channel,
    Feed,
    Localised,
    Party,
    Role,
    SourceKind,
    Term,
    Topic,
    thread_of,
)


def catalog_of(model: CatalogModel) -> Catalog:
    """Build the catalog, in the order of the file."""
    return Catalog(
        feeds=tuple(_feed(name, feed) for name, feed in model.feeds.items()),
        parties=tuple(
            Party(
                name,
                Localised(party.name),
                party.country,
                awaited=_awaited(name, model),
                own_channel=any(feed.speaks_for == name for feed in model.feeds.values()),
            )
            for name, party in model.parties.items()
        ),
        topics=tuple(_topic(name, topic) for name, topic in model.topics.items()),
        channels=tuple(map(_channel, model.channels)),
    )


def _awaited(party: str, model: CatalogModel) -> tuple[str, ...]:
    return tuple(name for name, topic in model.topics.items() if party in topic.waits_for)


def _feed(id: str, feed: FeedModel) -> Feed:
    return Feed(
        id=id,
        url=feed.url,
        title=feed.title,
        language=feed.language,
        role=Role(feed.role),
        every=feed.every[0],
        auto=feed.every[1],
        country=feed.country,
        speaks_for=feed.speaks_for,
        topics=tuple(feed.topics),
        full_text=feed.full_text,
        kind=SourceKind(feed.kind) if feed.kind else guessed_kind(feed.url),
        access=Access(
            headers=tuple(feed.headers.items()),
            user_agent=feed.user_agent,
            auth=feed.auth,
            keeps_cookies=feed.cookies == "keep",
            proxy=feed.proxy,
        ),
        find=tuple(
            (place, path) for place in PLACES if (path := getattr(feed.find, place)) is not None
        ),
    )


def _topic(id: str, topic: TopicModel) -> Topic:
    """Build a topic. A short name missing in a language is the longer one in that language."""
    rules, about = topic.match, topic.about or {}
    return Topic(
        id=id,
        title=Localised(topic.title),
        about=Localised(topic.title | about),
        short=Localised(topic.title | about | (topic.short or {})),
        terms=_terms(rules),
        context={name: tuple(words) for name, words in rules.context.items()},
        refuse=tuple(rules.refuse),
        shipped=rules.shipped,
        hold=topic.hold is not None,
    )


def _terms(rules: MatchModel) -> tuple[Term, ...]:
    """Build the terms. One without `needs` matches alone, like a strong one."""
    strong = tuple(Term(text, strong=True) for text in rules.strong)
    return strong + tuple(
        Term(
            term.text,
            strong=not term.needs,
            needs=tuple(term.needs),
            refuses=tuple(term.refuses),
            cased=term.cased,
        )
        for term in rules.terms
    )


def _channel(channel: ChannelModel) -> Channel:
    return Channel(
        chat=channel.chat,
        topics=tuple(channel.topics),
        thread_id=thread_of(channel.thread),
        language=channel.language,
        alerts=Alerts(channel.alerts),
        style=channel.style,
        digest=channel.digest[0],
        zone=channel.digest[1],
        reminders=channel.reminders,
        picture=channel.picture,
        hashtags=channel.hashtags,
    )

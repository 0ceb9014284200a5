"""Which topics people mean: by id or by title, in any language."""

from bot.core.types import Topic


def topics_named(wanted: str, topics: tuple[Topic, ...]) -> tuple[str, ...] | None:
    """Return the topics named, between commas or by single words, each once; None where one of
    them is unknown.
    """
    named: list[str | None] = []
    for part in wanted.split(","):
        words = part.split()
        whole_title = _topic_named(" ".join(words), topics)
        named += [whole_title] if whole_title else [_topic_named(word, topics) for word in words]
    return None if None in named else tuple(dict.fromkeys(each for each in named if each))


def _topic_named(words: str, topics: tuple[Topic, ...]) -> str | None:
    """Return the topic of this id, or of this title in any language."""
    wanted = words.casefold()
    for topic in topics:
        if wanted in map(str.casefold, (topic.id, *topic.title.by_language.values())):
            return topic.id
    return None

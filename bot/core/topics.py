"""Which topics people mean: by id or by title, in either language."""

from bot.core.types import Topic


def topics_named(wanted: str, topics: tuple[Topic, ...]) -> tuple[str, ...] | None:
    """The topics named, between commas or by single words; None where one of them is unknown."""
    named: list[str | None] = []
    for part in wanted.split(","):
        words = " ".join(part.split())
        whole_title = _topic_named(words, topics)
        named += [whole_title] if whole_title else [_topic_named(w, topics) for w in words.split()]
    return None if None in named else tuple(each for each in named if each)


def _topic_named(word: str, topics: tuple[Topic, ...]) -> str | None:
    """The topic of this id, or of this title in either language."""
    wanted = word.lower()
    for topic in topics:
        if wanted in (topic.id.lower(), topic.title.en.lower(), (topic.title.ru or "").lower()):
            return topic.id
    return None

"""feeds.yaml to Catalog: the editors' file, read strictly and never written.

Rule 1: every error is told at once, as `feeds.yaml:LINE: path: what to write`.
Rule 2: a file that is wrong anywhere changes nothing.
"""

from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.catalog.document import Document, Problem, Unreadable, read_document
from bot.catalog.model import CatalogModel, ChannelModel, FeedModel, MatchModel, Strict, TopicModel
from bot.catalog.references import unfit
from bot.core.types import (
    Alerts,
    Catalog,
    Channel,
    Feed,
    Localised,
    Party,
    Role,
    Term,
    Topic,
)
from bot.errors import ConfigError

__all__ = ["CatalogError", "load_catalog", "parse_catalog"]


class CatalogError(ConfigError):
    """Everything that is wrong with a feeds.yaml, a line each."""

    def __init__(self, lines: tuple[str, ...]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def load_catalog(path: Path, *, allow_private: bool = False) -> Catalog:
    """The catalog of a file; raises CatalogError with every problem."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CatalogError((f"{path.name}:1: not UTF-8; save the file as UTF-8",)) from error
    except OSError as error:
        raise ConfigError(f"FEEDS_FILE: {path} cannot be read: {error.strerror}") from error
    return parse_catalog(text, path.name, allow_private=allow_private)


def parse_catalog(text: str, name: str = "feeds.yaml", *, allow_private: bool = False) -> Catalog:
    """The catalog of a text. `allow_private`: feeds on this machine and in private networks."""
    try:
        document = read_document(text)
    except Unreadable as error:
        raise CatalogError((error.problem.told(name),)) from error
    problems = [*document.problems, *unfit(document, allow_private=allow_private)]
    model = _validated(document, problems)
    if problems or model is None:
        ordered = sorted(set(problems), key=lambda p: (p.line, str(p.path), p.message))
        raise CatalogError(tuple(problem.told(name) for problem in ordered))
    return _catalog(model)


def _validated(document: Document, problems: list[Problem]) -> CatalogModel | None:
    if not isinstance(document.value, dict):
        problems.append(Problem(1, (), "write parties, feeds and topics"))
        return None
    filled = {key: value for key, value in document.value.items() if value is not None}
    try:
        return CatalogModel.model_validate(filled)
    except ValidationError as error:
        problems += [_problem(each, document) for each in error.errors()]
        return None


def _problem(error: ErrorDetails, document: Document) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    return Problem(document.line(path), path, _advice(error, path))


_ADVICE = {
    "string_type": "write a text",
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "list_type": "write a list, like [iss, roscosmos]",
    "dict_type": "write names with values under it",
    "model_type": "write its settings under it",
    "too_short": "write at least one",
    "too_long": "that is too many",
    "greater_than_equal": "write a number from 0",
}

_KEYS: dict[str, type[Strict]] = {
    "feeds": FeedModel,
    "topics": TopicModel,
    "channels": ChannelModel,
    "match": MatchModel,
}


def _advice(error: ErrorDetails, path: tuple[str | int, ...]) -> str:
    match error["type"]:
        case "missing":
            return "is missing; write it"
        case "extra_forbidden":
            return _unknown_key(path)
        case "write":
            return error["msg"]
        case kind:
            return _ADVICE.get(kind, error["msg"])


def _unknown_key(path: tuple[str | int, ...]) -> str:
    inner: list[type[Strict]] = [_KEYS[part] for part in map(str, path) if part in _KEYS]
    holding: type[Strict] = inner[-1] if inner else CatalogModel
    known = list(holding.model_fields)
    close = get_close_matches(str(path[-1]), known, n=1)
    hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)}"
    return f"unknown key; {hint}"


def _catalog(model: CatalogModel) -> Catalog:
    return Catalog(
        feeds=tuple(_feed(name, feed) for name, feed in model.feeds.items()),
        parties=tuple(
            Party(name, Localised(party.name.en, party.name.ru), party.country)
            for name, party in model.parties.items()
        ),
        topics=tuple(_topic(name, topic) for name, topic in model.topics.items()),
        channels=tuple(_channel(channel) for channel in model.channels),
    )


def _feed(name: str, feed: FeedModel) -> Feed:
    return Feed(
        id=name,
        url=feed.url,
        title=feed.title,
        language=feed.language,
        role=Role(feed.role),
        every=feed.every,
        country=feed.country,
        speaks_for=feed.speaks_for,
        topics=tuple(feed.topics),
        full_text=feed.full_text,
    )


def _topic(name: str, topic: TopicModel) -> Topic:
    rules = topic.match
    return Topic(
        id=name,
        title=Localised(topic.title.en, topic.title.ru),
        terms=(
            *(Term(text, strong=True) for text in rules.strong),
            *(
                Term(
                    term.text,
                    needs=tuple(term.needs),
                    refuses=tuple(term.refuses),
                    cased=term.cased,
                )
                for term in rules.terms
            ),
        ),
        context={name: tuple(words) for name, words in rules.context.items()},
        refuse=tuple(rules.refuse),
        shipped=rules.shipped,
    )


def _channel(channel: ChannelModel) -> Channel:
    return Channel(
        chat=channel.chat,
        topics=tuple(channel.topics),
        thread_id=channel.thread,
        language=channel.language,
        alerts=Alerts(channel.alerts),
        style=channel.style,
    )

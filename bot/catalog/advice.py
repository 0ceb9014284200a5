"""What to write instead: pydantic's errors in an editor's words."""

from collections.abc import Iterable

from pydantic_core import ErrorDetails

from bot.catalog import model
from bot.catalog.problems import Path, Problem, quoted
from bot.catalog.scalar_values import did_you_mean
from bot.catalog.yaml_document import Document

_SAID = {
    "missing": "is missing; write it",
    "string_type": "write a text",
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "list_type": "write a list, like [one, two]",
    "dict_type": "write names with values under them",
    "model_type": "write its settings under it, like key: value",
    "too_short": "write at least one",
    "too_long": f"keep it to {model.MAX_FEEDS:,} feeds",
    "greater_than_equal": "write a number from 0",
    "less_than": "write a smaller number",
}

_HOLDERS: dict[tuple[str, ...], type[model.Strict]] = {
    (): model.CatalogModel,
    ("parties",): model.PartyModel,
    ("feeds",): model.FeedModel,
    ("topics",): model.TopicModel,
    ("topics", "match"): model.MatchModel,
    ("topics", "match", "terms"): model.TermModel,
    ("channels",): model.ChannelModel,
}
"""Section and keys under its id -> what may stand there."""

_MEANT = {
    "name": "title",
    "link": "url",
    "address": "url",
    "type": "role",
    "kind": "role",
    "lang": "language",
    "interval": "every",
    "party": "speaks_for",
    "topic": "topics",
    "keywords": "match",
    "channel": "chat",
    "thread_id": "thread",
    "words": "strong",
}
"""Keys other programs use for the same."""


def told(errors: Iterable[ErrorDetails], document: Document) -> list[Problem]:
    """Each error at the line of its value."""
    return [_problem(error, document) for error in errors]


def _problem(error: ErrorDetails, document: Document) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    implied = error["type"] != "missing" and path not in document.lines
    # `name: 7` is read as `name: {en: 7}`: told at the path the editor wrote.
    return Problem(document.line(path), path[:-1] if implied else path, _advice(error))


def _advice(error: ErrorDetails) -> str:
    if error["type"] == "extra_forbidden":
        return _unknown_key(error["loc"])
    return _SAID.get(error["type"], error["msg"])


def _unknown_key(path: Path) -> str:
    section, rest = path[:-1][:1], path[:-1][2:]
    place = tuple(part for part in (*section, *rest) if isinstance(part, str))
    known = list(_HOLDERS.get(place, model.CatalogModel).model_fields)
    key = str(path[-1])
    if (meant := _MEANT.get(key)) in known:
        return f"unknown key; did you mean {meant}?"
    return f"unknown key{did_you_mean(quoted(key), known) or '; known are ' + ', '.join(known)}"

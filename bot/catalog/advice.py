"""Puts pydantic's errors into an editor's words: what to write instead."""

from collections.abc import Iterable

from pydantic_core import ErrorDetails

from bot.catalog import model
from bot.catalog.problems import Path, Problem, quoted
from bot.catalog.scalar_values import known_are, meant_by, nearest
from bot.catalog.yaml_document import Document
from bot.core.reasons import verbatim
from bot.core.reasons.catalog_problems import CatalogProblem
from bot.core.types import Reason

_ADVICE = {
    "missing": CatalogProblem.MISSING(),
    "string_type": CatalogProblem.A_TEXT(),
    "bool_type": CatalogProblem.TRUE_OR_FALSE(),
    "int_type": CatalogProblem.WHOLE_NUMBER(),
    "list_type": CatalogProblem.A_LIST(),
    "dict_type": CatalogProblem.A_MAPPING(),
    "model_type": CatalogProblem.SETTINGS(),
    "too_short": CatalogProblem.AT_LEAST_ONE(),
    "too_long": CatalogProblem.MANY_FEEDS(n=f"{model.MAX_FEEDS:,}"),
    "greater_than_equal": CatalogProblem.FROM_ZERO(),
    "less_than": CatalogProblem.SMALLER(),
}

_HOLDERS: dict[tuple[str, ...], type[model.Strict]] = {
    (): model.CatalogModel,
    ("parties",): model.PartyModel,
    ("feeds",): model.FeedModel,
    ("feeds", "find"): model.FindModel,
    ("topics",): model.TopicModel,
    ("topics", "match"): model.MatchModel,
    ("topics", "match", "terms"): model.TermModel,
    ("channels",): model.ChannelModel,
}
"""The model of each section, by the keys that lead to it."""

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
"""Keys that other programs use, and ours."""


def problems_of(errors: Iterable[ErrorDetails], document: Document) -> list[Problem]:
    """Turn pydantic's errors into problems, each at the line of its value.

    A key that is missing because it is misspelt is one problem: the unknown key.
    """
    found = list(errors)
    misspelt = {
        (*error["loc"][:-1], _meant_key(error["loc"]))
        for error in found
        if error["type"] == "extra_forbidden"
    }
    return [_problem(error, document) for error in found if not _follows(error, misspelt)]


def _follows(error: ErrorDetails, misspelt: set[Path]) -> bool:
    return error["type"] == "missing" and error["loc"] in misspelt


def _problem(error: ErrorDetails, document: Document) -> Problem:
    path = tuple(part for part in error["loc"] if part != "[key]")
    implied = error["type"] != "missing" and path not in document.lines
    # `name: 7` is read as `name: {en: 7}`; report it at the path the editor wrote
    return Problem(document.line(path), path[:-1] if implied else path, _advice_of(error))


def _advice_of(error: ErrorDetails) -> Reason:
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(error["loc"])
        case "write":
            what: Reason = error["ctx"]["what"]
            return what
        case kind:
            return _ADVICE.get(kind) or verbatim(error["msg"])


def _unknown_key(path: Path) -> Reason:
    word, unknown = _meant_key(path), CatalogProblem.UNKNOWN_KEY()
    return meant_by(unknown, word) if word else known_are(unknown, _known_keys(path))


def _meant_key(path: Path) -> str:
    """Return the key that an unknown one was probably meant to be, or ""."""
    known, key = _known_keys(path), str(path[-1]).lower()
    meant = _MEANT.get(key, "")
    return meant if meant in known else nearest(quoted(key), known)


def _known_keys(path: Path) -> list[str]:
    section, rest = path[:-1][:1], path[:-1][2:]
    place = tuple(part for part in (*section, *rest) if isinstance(part, str))
    return list(_HOLDERS.get(place, model.CatalogModel).model_fields)

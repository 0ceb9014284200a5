"""Reads YAML into plain values with their lines; refuses features no editor needs.

Rule 1: scalars are those of YAML 1.2: `no`, `12:30` and `2022-07-26` are words. No key twice.
Rule 2: no anchors, aliases, merges, tags, directives, second documents or deep nesting. None is
        needed, and each can make a small file take minutes (a merge bomb of 699 bytes: 15 s).
Rule 3: size, line length and number of values are limited before anything is built, so that no
        text takes more than a few seconds (tests/integration/catalog/test_hostile.py).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.tokens import ScalarToken

from bot.catalog.problems import Path, Problem, Unreadable
from bot.core.reasons.catalog_problems import YamlProblem
from bot.core.types import Arg, Reason

MAX_BYTES = 1_000_000
"""Size of a feeds.yaml; a thousand feeds take a quarter of it."""

MAX_LINE = 2_000
"""Characters of a line; the scanner takes 26 s for a line of a million `!`."""

MAX_VALUES = 20_000
"""Keys, values, lists and mappings; a feed takes about 17. The scanner makes 35,000 a second."""

MAX_DEPTH = 12
MAX_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document as dicts, lists and scalars."""

    value: Any
    lines: Mapping[Path, int]
    """The line of each value, by its path."""
    problems: tuple[Problem, ...]
    """Keys written twice."""

    def line(self, path: Path) -> int:
        """Return the line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: str) -> Document:
    """Parse YAML. Raises Unreadable with the line and what to write instead."""
    _refuse_bulk(text)
    composer = _Composer()
    try:
        events = _plain_events(text)
        first = next(events, None)
        value = None if first is None else composer.value(first, events, ())
        for _ in events:
            """The end of the document, or a second one."""
    except MarkedYAMLError as error:
        raise Unreadable(_unclosed_quote(text, error) or _problem_of(error)) from error
    except (YAMLError, ValueError) as error:
        raise Unreadable(Problem(_line_of(error, text), (), _advice_of(error))) from error
    if value is None:
        raise Unreadable(Problem(1, (), YamlProblem.NO_CONTENT()))
    return Document(value, composer.lines, tuple(composer.problems))


def _refuse_bulk(text: str) -> None:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Unreadable(Problem(1, (), YamlProblem.LARGE_FILE()))
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise Unreadable(Problem(number, (), YamlProblem.LONG_LINE(n=f"{MAX_LINE:,}")))
        if line.startswith("%"):
            raise Unreadable(Problem(number, (), YamlProblem.DIRECTIVE()))


def _plain_events(text: str) -> Iterator[Event]:
    """Yield the events of the document. Raises Unreadable for more than plain YAML."""
    depth = documents = values = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        documents += isinstance(event, DocumentStartEvent)
        values += isinstance(event, NodeEvent)
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        if documents > 1:
            raise Unreadable(Problem(line, (), YamlProblem.DOCUMENTS()))
        if depth > MAX_DEPTH:
            raise Unreadable(Problem(line, (), YamlProblem.DEEP(n=MAX_DEPTH)))
        if values > MAX_VALUES:
            raise Unreadable(Problem(line, (), YamlProblem.MANY_VALUES(n=f"{MAX_VALUES:,}")))
        if isinstance(event, NodeEvent):
            _refuse_extras(event, line)
        if isinstance(event, NodeEvent | MappingEndEvent | SequenceEndEvent):
            yield event


def _refuse_extras(event: NodeEvent, line: int) -> None:
    if isinstance(event, AliasEvent) or event.anchor is not None:
        raise Unreadable(Problem(line, (), YamlProblem.ANCHOR()))
    if getattr(event, "ctag", None) is not None:
        raise Unreadable(Problem(line, (), YamlProblem.TAG()))


class _Composer:
    """Builds values from events; remembers their lines and keys written twice."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def value(self, event: Event, events: Iterator[Event], path: Path) -> Any:  # any YAML value
        self.lines.setdefault(path, event.start_mark.line + 1)
        match event:
            case ScalarEvent():
                return _scalar(event, path)
            case SequenceStartEvent():
                return self._sequence(events, path)
            case _:
                return self._mapping(events, path)

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            values.append(self.value(event, events, (*path, len(values))))
        return values

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._key(event, path)
            if key in values:
                twice = YamlProblem.KEY_TWICE(n=self.lines[(*path, key)])
                self.problems.append(Problem(line, (*path, key), twice))
            self.lines[(*path, key)] = line
            values[key] = self.value(next(events), events, (*path, key))
        return values

    def _key(self, event: Event, path: Path) -> str:
        line = event.start_mark.line + 1
        if not isinstance(event, ScalarEvent):
            raise Unreadable(Problem(line, path, YamlProblem.A_KEY()))
        if event.value == "<<" and not event.style:
            raise Unreadable(Problem(line, path, YamlProblem.MERGE()))
        return str(event.value)


_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:[0-9]*\.[0-9]+|[0-9]+\.?)(?:[eE][-+]?[0-9]+)?", re.ASCII)


def _scalar(event: ScalarEvent, path: Path) -> str | int | float | bool | None:
    """Read a scalar by YAML 1.2's core schema; a quoted one is text."""
    word = str(event.value)
    if event.style:
        return word
    if word in ("", "~", "null", "Null", "NULL"):
        return None
    if word in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return word.lower() == "true"
    if not _FLOAT.fullmatch(word):
        return word
    if sum(map(str.isdigit, word)) > MAX_DIGITS:
        line = event.start_mark.line + 1
        raise Unreadable(Problem(line, path, YamlProblem.DIGITS(n=MAX_DIGITS)))
    return int(word) if _INTEGER.fullmatch(word) else float(word)


_ADVICE = (
    ("'@'", YamlProblem.QUOTE_NAME()),
    ("'`'", YamlProblem.QUOTE_BACKTICK()),
    ("'%'", YamlProblem.QUOTE_PERCENT()),
    ("'\\t'", YamlProblem.TABS()),
    ("mapping values are not allowed", YamlProblem.COLON()),
    ("could not find expected ':'", YamlProblem.AFTER_KEY()),
    ("expected <block end>", YamlProblem.INDENTATION()),
    ("end of stream", YamlProblem.OPEN_QUOTE()),
    ("expected the node content", YamlProblem.UNFINISHED()),
    ("<stream end>", YamlProblem.OPEN_BRACKET()),
    ("expected ',' or", YamlProblem.COMMAS()),
    ("unknown escape character", YamlProblem.BACKSLASH()),
)
"""Words of the scanner's messages, and what an editor can do."""


def _unclosed_quote(text: str, error: MarkedYAMLError) -> Problem | None:
    """Find a quote left open before the error.

    The next quote closed it, and everything between them was read as text over several lines.
    """
    mark = error.problem_mark or error.context_mark
    last = mark.line if mark else 0
    begun: int | None = None
    try:
        for token in YAML(typ="safe", pure=True).scan(text):
            if token.start_mark.line > last:
                break
            if isinstance(token, ScalarToken) and token.style in {'"', "'"}:
                runs_on = token.start_mark.line < token.end_mark.line
                begun = token.start_mark.line if runs_on else begun
    except YAMLError:
        pass  # the mistake itself
    if begun is None:
        return None
    return Problem(begun + 1, (), YamlProblem.NOT_YAML(advice=YamlProblem.OPEN_QUOTE()))


_OPENED = ("while scanning a quoted scalar", "while parsing a flow")
"""Errors to report where the thing began, not where the text ended."""


def _problem_of(error: MarkedYAMLError) -> Problem:
    opened = str(error.context).startswith(_OPENED) and error.context_mark
    mark = opened or error.problem_mark or error.context_mark
    message = str(error.problem or error.context or "unreadable")
    advice: Arg = next((advice for words, advice in _ADVICE if words in message), message)
    return Problem(mark.line + 1 if mark else 1, (), YamlProblem.NOT_YAML(advice=advice))


def _line_of(error: Exception, text: str) -> int:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


def _advice_of(error: Exception) -> Reason:
    if hasattr(error, "character"):
        return YamlProblem.CONTROL()
    return YamlProblem.ANEW()

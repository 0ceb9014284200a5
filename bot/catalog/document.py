"""A YAML text to plain values with the line of each; refuses what an editor's file has no use for.

Rule 1: YAML 1.2 scalars: `no` is a word, `12:30` is a word. Keys are unique.
Rule 2: no anchors, aliases, merges, tags, second documents or deep nesting: each is a way to make
a small file burn minutes (a merge bomb of 699 bytes: 15 s), and none is needed.
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

MAX_SIZE = 1_000_000
"""Characters of a feeds.yaml; a thousand feeds take a third of it."""

MAX_DEPTH = 12
MAX_DIGITS = 15

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line, and what to write instead; `path` is of the value."""

    line: int
    path: Path
    message: str

    def told(self, name: str) -> str:
        where = ".".join(map(str, self.path))
        return f"{name}:{self.line}: {where + ': ' if where else ''}{self.message}"


class Unreadable(Exception):
    """The text is no plain YAML document."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Document:
    """Plain dicts, lists and scalars; `lines` has the line of every path."""

    value: Any
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...]
    """Keys written twice."""

    def line(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(text: str) -> Document:
    """Raises Unreadable with the line and what to write instead."""
    if len(text) > MAX_SIZE:
        raise Unreadable(Problem(1, (), f"keep the file under {MAX_SIZE:,} characters"))
    return _Composer().document(text)


class _Composer:
    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []

    def document(self, text: str) -> Document:
        try:
            events = _plain_events(text)
            value = self._value(next(events), events, ())
            for _ in events:
                pass
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise Unreadable(Problem(line, (), f"not YAML: {error.problem}")) from error
        except (YAMLError, ValueError) as error:
            first = str(error).splitlines()[0] if str(error) else "unreadable"
            raise Unreadable(Problem(1, (), f"not YAML: {first}")) from error
        except StopIteration:
            raise Unreadable(Problem(1, (), "empty; write parties, feeds and topics")) from None
        return Document(value, self.lines, tuple(self.problems))

    def _value(self, event: Event, events: Iterator[Event], path: Path) -> Any:  # any YAML value
        self.lines.setdefault(path, event.start_mark.line + 1)
        match event:
            case ScalarEvent():
                return self._scalar(event, path)
            case SequenceStartEvent():
                return self._sequence(events, path)
            case _:
                return self._mapping(events, path)

    def _sequence(self, events: Iterator[Event], path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            values.append(self._value(event, events, (*path, len(values))))
        return values

    def _mapping(self, events: Iterator[Event], path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, ScalarEvent):
                raise Unreadable(Problem(line, path, "write a word before the colon"))
            key = event.value
            if key == "<<" and not event.style:
                raise Unreadable(Problem(line, path, "merges (<<) are not read; write it out"))
            if key in values:
                first = self.lines[(*path, key)]
                message = f"written twice, first in line {first}; keep one"
                self.problems.append(Problem(line, (*path, key), message))
                _skip(next(events), events)
                continue
            self.lines[(*path, key)] = line
            values[key] = self._value(next(events), events, (*path, key))
        return values

    def _scalar(self, event: ScalarEvent, path: Path) -> Any:  # any YAML scalar
        if event.style:
            return event.value
        if sum(map(str.isdigit, event.value)) > MAX_DIGITS and _NUMBER.fullmatch(event.value):
            line = event.start_mark.line + 1
            raise Unreadable(Problem(line, path, f"at most {MAX_DIGITS} digits, or in quotes"))
        return _plain(event.value)


def _plain_events(text: str) -> Iterator[Event]:
    """The events of the one document, refused where they are more than plain."""
    depth = documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        line = event.start_mark.line + 1
        documents += isinstance(event, DocumentStartEvent)
        if documents > 1:
            raise Unreadable(Problem(line, (), "a second document (---); keep one"))
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(Problem(line, (), "anchors and aliases are not read; write it out"))
        if isinstance(event, NodeEvent) and _tagged(event):
            raise Unreadable(Problem(line, (), "tags (!) are not read; leave them out"))
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)
        if depth > MAX_DEPTH:
            raise Unreadable(Problem(line, (), f"nested deeper than {MAX_DEPTH}; flatten it"))
        if isinstance(event, NodeEvent | MappingEndEvent | SequenceEndEvent):
            yield event


def _skip(event: Event, events: Iterator[Event]) -> None:
    """Pass over one value and all it holds."""
    depth = int(isinstance(event, MappingStartEvent | SequenceStartEvent))
    while depth:
        event = next(events)
        depth += isinstance(event, MappingStartEvent | SequenceStartEvent)
        depth -= isinstance(event, MappingEndEvent | SequenceEndEvent)


def _tagged(event: NodeEvent) -> bool:
    tag = getattr(event, "tag", None)
    return tag is not None and str(tag) not in ("", "None")


_NUMBER = re.compile(r"[-+]?[0-9]+|[-+]?(?:[0-9]*\.[0-9]+|[0-9]+\.?)(?:[eE][-+]?[0-9]+)?")


def _plain(word: str) -> str | int | float | bool | None:
    """An unquoted scalar as YAML 1.2's core schema reads it."""
    if word in ("", "~", "null", "Null", "NULL"):
        return None
    if word in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return word.lower() == "true"
    if re.fullmatch(r"[-+]?[0-9]+", word):
        return int(word)
    return float(word) if _NUMBER.fullmatch(word) else word

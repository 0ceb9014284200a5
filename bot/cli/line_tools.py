"""The line tools match, group, compare, summarize: each turns a line into its answer.

Editors test their rules with them, and benchmarks measure quality: the rules are those of `run`.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from bot.cli.json_lines import BadLine, Line, moment, text
from bot.core.grouping.deduplicator import compare
from bot.core.grouping.grouper import CAPACITY, Grouper
from bot.core.lang.markup import clean
from bot.core.ledger.cues import Cues
from bot.core.ledger.statement_kind import BELOW, has_official_word, weigh_kind
from bot.core.ledger.summarizer import summarize
from bot.core.reasons import english
from bot.core.types import Catalog, Entry, Kind, Relation, Role
from bot.errors import ConfigError
from bot.rules import load_cues, load_matcher
from bot.rules.entity_rules import load_entities

Answer = Callable[[Line], Line]

_RELATIONS = {Relation.NEW: "new", Relation.SAME: "same"}
"""All other relations are "joins"."""


def matching(catalog: Catalog) -> Answer:
    """Build `match`: `{id, title, summary?, language?, feed?, url?}` -> `{topics, reasons}`."""
    matcher = load_matcher(catalog.topics)
    feed_topics = {feed.id: feed.topics for feed in catalog.feeds}

    def answer(line: Line) -> Line:
        entry = _entry(line, _BEGINNING)
        verdict = matcher.verdict(
            title=entry.title,
            summary=entry.summary,
            text=entry.text,
            language=entry.language,
            url=entry.url,
            feed_topics=feed_topics.get(entry.feed, ()),
        )
        return {
            "topics": list(verdict.topics),
            "reasons": [english(each) for each in verdict.reasons],
        }

    return answer


def grouping(catalog: Catalog | None) -> Answer:
    """Build `group`: `{id, title, summary?, text?, url?, feed?, role?, language?, published}` ->
    `{story, relation, kind, reasons}`.

    Without a catalog every line is grouped; with one, only those that match a topic.
    """
    threads, kinds = Grouper(load_entities()), _Kinds(load_cues())
    match = matching(catalog) if catalog else None
    clock = [_BEGINNING]

    def answer(line: Line) -> Line:
        entry = _entry(line, clock[0])
        clock[0] = max(clock[0], entry.at)
        if match and not match(line)["topics"]:
            nothing = {"story": None, "relation": None, "kind": None}
            return {**nothing, "reasons": ["matches no topic"]}
        placement = threads.place(entry)
        relation = _RELATIONS.get(placement.relation, "joins")
        return {
            "story": placement.story,
            "relation": relation,
            "kind": kinds.of(entry, placement.story, _role(line)).value,
            "reasons": [english(each) for each in placement.reasons],
        }

    return answer


def comparing() -> Answer:
    """Build `compare`: `{id, a: {...}, b: {...}}` -> `{duplicate, same_story, score, reasons}`."""
    entities = load_entities()

    def answer(line: Line) -> Line:
        compared = compare(_side(line, "a"), _side(line, "b"), entities)
        return {
            "duplicate": compared.duplicate,
            "same_story": compared.same_story,
            "score": round(compared.score, 4),
            "reasons": [english(each) for each in compared.reasons],
        }

    return answer


def summarizing() -> Answer:
    """Build `summarize`: `{id, title, text, language}` -> `{summary}`."""

    def answer(line: Line) -> Line:
        summary = summarize(
            title=clean(text(line, "title")),
            text=clean(text(line, "text") or text(line, "summary")),
            language=text(line, "language"),
        )
        return {"summary": summary}

    return answer


class _Kinds:
    """Finds the kind of each statement; remembers which stories have an official one."""

    def __init__(self, cues: Cues) -> None:
        self._signs = cues.signs
        self._role_of = lru_cache(1_000)(cues.role_of)
        self._official: dict[str, datetime] = {}

    def of(self, entry: Entry, story: str, role: Role | None) -> Kind:
        before = self._official.get(story)
        kind = weigh_kind(
            title=entry.title,
            text=entry.summary or entry.text[:BELOW],
            role=role or self._role_of(entry.feed),
            already_official=before is not None
            and has_official_word([(before, Kind.OFFICIAL)], entry.at),
            signs=self._signs,
        ).kind
        if kind is Kind.OFFICIAL:
            self._official.pop(story, None)
            self._official[story] = entry.at
            if len(self._official) > CAPACITY:
                del self._official[next(iter(self._official))]
        return kind


ROLES = {role.value: role for role in Role} | {
    "agency": Role.OFFICIAL,
    "specialist press": Role.TRADE,
    "general press": Role.PRESS,
    "blog": Role.PERSONAL,
}
"""Roles by their names in feeds.yaml, and by names that news data sets use."""


def _role(line: Line) -> Role | None:
    """Return the role of a line; None if it names none that is known."""
    return ROLES.get(text(line, "role") or text(line, "source_type"))


_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def read_entry(line: Line) -> Entry:
    """Turn the line into an entry. Raises BadLine if it cannot be read."""
    return _entry(line, _BEGINNING)


def entry_of(line: Line) -> Entry:
    """Turn the line into an entry. Raises ConfigError if it cannot be read."""
    try:
        return read_entry(line)
    except BadLine as error:
        raise ConfigError(str(error)) from error


def _side(line: Line, key: str) -> Entry:
    side = line.get(key)
    if not isinstance(side, dict):
        raise BadLine(f'{key}: write an object, like "{key}": {{"title": "..."}}')
    return _entry({"id": f"{line.get('id')}/{key}", **side}, _BEGINNING)


def _entry(line: Line, clock: datetime) -> Entry:
    """Turn the line into an entry; `clock` replaces a missing date."""
    title, summary, body = (clean(text(line, key)) for key in ("title", "summary", "text"))
    if not (title or summary or body):
        raise BadLine('nothing to read; write at least a title, like "title": "..."')
    published = moment(line, "published")
    return Entry(
        id=hashlib.sha256(repr(line.get("id")).encode("utf-8", "replace")).hexdigest()[:32],
        feed=text(line, "feed"),
        title=title,
        summary=summary,
        text=body,
        url=text(line, "url") or None,
        language=text(line, "language"),
        published=published,
        seen=published or clock,
    )

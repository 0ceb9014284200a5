"""Full-text search in stories: SQLite's FTS5 and PostgreSQL's tsvector behind two functions.

Rule 1: a word finds words that begin with it; a Russian word of five letters or more is first cut
by its ending; and what its caller says it stands for besides.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Story

StandingFor = Callable[[str], Iterable[str]]
"""What else a word finds; `*` at the end is any ending."""

_WORD = re.compile(r"\w+")
_ENDING = re.compile(r"(?<=[а-яё]{4})[аеёиойуъыьэюя]+$")

_INDEX = {
    "sqlite": (
        "DELETE FROM story_search WHERE rowid = :number",
        "INSERT INTO story_search (rowid, words) VALUES (:number, :words)",
    ),
    "postgresql": (
        "DELETE FROM story_search WHERE number = :number",
        "INSERT INTO story_search (number, words)"
        " VALUES (:number, to_tsvector('simple', CAST(:words AS TEXT)))",
    ),
}
_SEARCH = {
    "sqlite": (
        "SELECT story.number FROM story_search JOIN story ON story.number = story_search.rowid"
        " WHERE story_search.words MATCH :words AND NOT story.held AND story.merged_into IS NULL"
        " ORDER BY story.updated DESC, story.number DESC LIMIT :limit OFFSET :offset"
    ),
    "postgresql": (
        "SELECT story.number FROM story_search JOIN story USING (number)"
        " WHERE story_search.words @@ to_tsquery('simple', :words)"
        " AND NOT story.held AND story.merged_into IS NULL"
        " ORDER BY story.updated DESC, story.number DESC LIMIT :limit OFFSET :offset"
    ),
}


async def index_stories(db: AsyncConnection, stories: Mapping[int, Story]) -> None:
    """Put stories into the search index, by number."""
    rows = [{"number": number, "words": _words(story)} for number, story in stories.items()]
    for statement in _INDEX[db.dialect.name]:
        await db.execute(text(statement), rows)


async def forget_stories(db: AsyncConnection, numbers: Iterable[int]) -> None:
    """Take stories out of the search index."""
    rows = [{"number": number} for number in numbers]
    if rows:
        await db.execute(text(_INDEX[db.dialect.name][0]), rows)


def no_other(word: str) -> Iterable[str]:
    """Let a word stand for itself alone."""
    return ()


async def matching_numbers(
    db: AsyncConnection,
    words: str,
    *,
    limit: int,
    offset: int,
    standing_for: StandingFor = no_other,
) -> list[int]:
    """Return the numbers of the stories that have all these words, last changed first."""
    asked = [
        sorted({f"{_ENDING.sub('', word)}*", *_indexed(standing_for(word))})
        for word in _WORD.findall(_folded(words))
    ]
    if not asked:
        return []
    shape = _query(db.dialect.name, asked)
    page = {"words": shape, "limit": limit, "offset": offset}
    rows = await db.execute(text(_SEARCH[db.dialect.name]), page)
    return [number for (number,) in rows]


def _indexed(words: Iterable[str]) -> Iterator[str]:
    """Yield the words as the index has them, those of one piece alone."""
    for word in words:
        if _WORD.fullmatch(word.removesuffix("*")):
            yield _folded(word)


def _query(dialect: str, asked: list[list[str]]) -> str:
    """Write a query: one of each word's alternatives has to be there."""
    written, both, either = (_tsquery, " & ", " | ")
    if dialect == "sqlite":
        written, both, either = (_match, " AND ", " OR ")
    return both.join(f"({either.join(map(written, words))})" for words in asked)


def _tsquery(word: str) -> str:
    return f"{word[:-1]}:*" if word.endswith("*") else word


def _match(word: str) -> str:
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'


def _words(story: Story) -> str:
    texts = [text for report in story.own_reports for text in (report.title, report.summary)]
    return " ".join(_WORD.findall(_folded(" ".join(texts))))


def _folded(words: str) -> str:
    return words.casefold().replace("ё", "е").replace("\0", "")

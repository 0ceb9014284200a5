"""Posts: the messages about stories that stand in chats, and all that wording a delivery needs."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.types import Chat, Delivery, Post, Story
from storage.chats import load_chats
from storage.db import tables
from storage.db.columns import from_row
from storage.db.statements import unhurried
from storage.db.transactions import Database, question
from storage.stories import load_stories

_it = tables.delivery.c
_post = tables.post.c

Place = tuple[int, int]
"""A chat id with a thread id."""
Messages = dict[str, dict[Place, tuple[Post, ...]]]
"""A story's id -> its messages in each place, in the order sent."""


@dataclass(frozen=True, slots=True)
class Background:
    """What some deliveries are worded from: their chats and stories, and the messages that stand
    in those chats about them.
    """

    chats: dict[Place, Chat]
    stories: dict[str, Story]
    messages: Messages


class Posts(Database):
    """Questions about posts."""

    @question
    async def background(self, db: AsyncConnection, deliveries: Sequence[Delivery]) -> Background:
        """Return what wording these deliveries needs."""
        told = {each.story for each in deliveries}
        return Background(
            chats=await load_chats(db, {(each.chat_id, each.thread_id) for each in deliveries}),
            stories=await load_stories(db, told),
            messages=await _messages_in(db, told, {each.chat_id for each in deliveries}),
        )

    @question
    async def stories_with_messages(
        self, db: AsyncConnection, ids: Sequence[str]
    ) -> tuple[dict[str, Story], Messages]:
        """Return the stories with these ids, and their messages as `messages` does."""
        return await load_stories(db, ids), await _messages(db, *_standing_for(sorted(set(ids))))

    @question
    async def messages(self, db: AsyncConnection, stories: Iterable[str]) -> Messages:
        """Return each story's messages in each (chat id, thread id), in the order sent; see
        `_standing_for`.
        """
        return await _messages(db, *_standing_for(sorted(set(stories))))

    @question
    async def messages_in(
        self, db: AsyncConnection, story: str, chat_id: int, thread_id: int
    ) -> tuple[Post, ...]:
        """Return the story's messages in one chat; `messages` reads those of all chats."""
        asked, _ = _standing_for([story])
        here = asked.where(_post.chat_id == chat_id, _post.thread_id == thread_id)
        rows = (await db.execute(here.order_by(*_SENT_IN_ORDER))).mappings()
        return _own(tuple(from_row(Post, row) for row in rows), story)

    @question
    async def post_by_message(
        self, db: AsyncConnection, chat_id: int, message_id: int
    ) -> Post | None:
        """Return the message with this id that tells a development, or the post that a reply of
        an older version belongs to.
        """
        asked = select(tables.post).where(_post.chat_id == chat_id, _post.message_id == message_id)
        row = (await db.execute(asked)).mappings().first()
        return from_row(Post, row) if row else await _replied(db, chat_id, message_id)


_SENT_IN_ORDER = (_post.sent, _post.message_id)


def _own(posts: tuple[Post, ...], story: str) -> tuple[Post, ...]:
    """Return a story's own messages; if it has none, those of the stories merged into it."""
    return tuple(each for each in posts if each.story == story) or posts


def _standing_for(stories: Sequence[str]) -> tuple[Select[Any], ColumnElement[str]]:
    """Select the messages of these stories and of those merged into them, each with the id of the
    story it stands for.
    """
    story = tables.story.c
    asked = select(story.id.label("id"), story.id.label("home")).where(story.id.in_(stories))
    merged = asked.cte("merged", recursive=True)
    merged = merged.union(select(story.id, merged.c.home).where(story.merged_into == merged.c.id))
    joined = tables.post.join(merged, merged.c.id == _post.story)
    return select(tables.post, merged.c.home).select_from(joined), merged.c.home


async def _messages_in(
    db: AsyncConnection, stories: Iterable[str], chats: Iterable[int]
) -> Messages:
    """Return the stories' messages in these chats."""
    asked, home = _standing_for(sorted(stories))
    return await _messages(db, asked.where(_post.chat_id.in_(sorted(chats))), home)


async def _messages(db: AsyncConnection, asked: Select[Any], home: ColumnElement[str]) -> Messages:
    rows = await db.execute(asked.order_by(home, *_SENT_IN_ORDER))
    found: Messages = defaultdict(dict)
    async for row in unhurried(rows):
        place = row["chat_id"], row["thread_id"]
        there = found[row["home"]].get(place, ())
        found[row["home"]][place] = (*there, from_row(Post, row))
    return {
        home: {at: _own(posts, home) for at, posts in all_.items()} for home, all_ in found.items()
    }


async def _replied(db: AsyncConnection, chat_id: int, message_id: int) -> Post | None:
    """Return the newest post of the story that a reply in this chat belongs to."""
    reply = and_(_it.chat_id == chat_id, _it.message_id == message_id)
    joined = tables.post.join(
        tables.delivery,
        and_(
            _post.story == _it.story,
            _post.chat_id == _it.chat_id,
            _post.thread_id == _it.thread_id,
        ),
    )
    asked = select(tables.post).select_from(joined).where(reply).order_by(_post.episode.desc())
    row = (await db.execute(asked.limit(1))).mappings().first()
    return from_row(Post, row) if row else None

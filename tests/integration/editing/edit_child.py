"""A process that makes an editor's edit, and kills itself, -9, at one of its writes."""

import asyncio
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Engine, event

from bot.core.editing import editor_actions as acts
from bot.core.editing.editor_actions import Decide
from bot.core.editing.merge_split import merge
from bot.core.types import Story
from storage.store import Store
from tests.build import NOON
from tests.forkserver import FORKSERVER
from tests.integration.editing.newsdesk import a_newsdesk

Making = Callable[[Story, Story], tuple[Decide, list[str]]]
"""An edit of the first story, and those it changes."""

_WRITES = ("INSERT", "UPDATE", "DELETE")


def publishing(story: Story, other: Story) -> tuple[Decide, list[str]]:
    return partial(acts.publish, id=story.id, by="99"), [story.id]


def merging(story: Story, other: Story) -> tuple[Decide, list[str]]:
    return partial(merge, id=story.id, into=other.id, by="99"), [story.id, other.id]


def killed(database: str, point: int, making: Making) -> int | None:
    """The exit code of a process that edits and kills itself at its n-th write or commit."""
    child = FORKSERVER.Process(target=_edit, args=(database, point, making))
    child.start()
    child.join(60)
    code = child.exitcode
    child.close()
    return code


def _edit(database: str, point: int, making: Making) -> None:
    asyncio.run(_edited(database, point, making))


async def _edited(database: str, point: int, making: Making) -> None:
    async with await Store.open(database) as store:
        story, other = await store.story_numbered(1), await store.story_numbered(2)
        assert story is not None
        _die_at(point)
        decide, stories = making(story, other or story)
        await a_newsdesk(store).edit(decide, stories=stories, now=NOON, telling=True)


def _die_at(point: int) -> None:
    left = point

    def passing() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def executing(connection: object, cursor: object, statement: str, *rest: Any) -> None:
        if statement.lstrip().upper().startswith(_WRITES):
            passing()

    event.listen(Engine, "before_cursor_execute", executing)
    event.listen(Engine, "commit", lambda connection: passing())

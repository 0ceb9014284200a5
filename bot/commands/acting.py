"""What the bot's own admins do to stories: each act is recorded, logged, and can be undone."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from bot.commands.desk import Call, noted, said, told, wrong
from bot.commands.stories import unknown_story
from bot.core import acts
from bot.core.acts import Acted, Refusal
from bot.core.messages import Answer
from bot.core.presses import Press, whole
from bot.core.renderer_desk import Do, acted_card
from bot.core.types import Story

logger = logging.getLogger(__name__)


async def hold(call: Call) -> Answer | None:
    """`/hold 42`: nothing more of it goes out."""
    return await _typed(call, "hold", acts.hold)


async def publish(call: Call) -> Answer | None:
    return await _typed(call, "publish", acts.publish)


async def pressed(call: Call, press: Press) -> Answer | None:
    """A button of a card: the act's answer takes the card's place."""
    do, subject, extra = press.arguments
    found = await call.story_numbered(whole(subject))
    if found is None or do not in _PRESSED:
        return noted(call.texts.say("This button is out of date."))
    answer = await _PRESSED[Do(do)](call, found, extra)
    return replace(answer, edit=True) if answer.message else answer


async def _typed(call: Call, command: str, act: Callable[..., Acted | Refusal]) -> Answer:
    number = whole(call.arguments)
    if number < 0:
        return wrong(call, command)
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    answer = await _done(call, found, act)
    return said(call.texts.sentence(answer.notice)) if answer.notice else answer


async def _done(
    call: Call, story: Story, act: Callable[..., Acted | Refusal], **more: object
) -> Answer:
    """Do it, and show what it came to; a refusal is a notice."""
    decide = partial(act, id=story.id, by=str(call.update.user_id), **more)
    acted = await call.desk.edit(decide, (story.id,))
    if isinstance(acted, Refusal):
        return noted(call.texts.say(acted.words))
    after = acted.stories[0]
    event = after.events[-1]
    logger.info("editor act=%r story=%s user=%s", event.kind, story.number, event.by)
    [(_, stands)] = await call.standings((after,))
    return told(acted_card(after, stands, call.view))


async def _hold(call: Call, story: Story, extra: str) -> Answer:
    return await _done(call, story, acts.hold)


async def _publish(call: Call, story: Story, extra: str) -> Answer:
    return await _done(call, story, acts.publish)


async def _undo(call: Call, story: Story, extra: str) -> Answer:
    return await _done(call, story, acts.undo, position=whole(extra))


_PRESSED: dict[Do, Callable[[Call, Story, str], Awaitable[Answer]]] = {
    Do.HOLD: _hold,
    Do.PUBLISH: _publish,
    Do.UNDO: _undo,
}

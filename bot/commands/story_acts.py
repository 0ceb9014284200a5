"""What the bot's own admins do to stories: each act is recorded, logged, and can be undone."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.commands import pause_and_mute as switching
from bot.commands.services import Call, noted, said, told, wrong
from bot.commands.story_reading import unknown_story
from bot.core.chat.callback_data import Press, bits_data, bits_of, whole
from bot.core.delivery.messages import Answer
from bot.core.editing import editor_actions as acts
from bot.core.editing import merge_split as regrouping
from bot.core.editing.editor_actions import Acted, Refusal
from bot.core.editing.objections import counted
from bot.core.editing.undo import involved, undo
from bot.core.lang.markup import line
from bot.core.ledger.editor_events import Act
from bot.core.renderer.desk_cards import NOTHING, Do, Objected, acted_card, card
from bot.core.renderer.log_page import mute_page
from bot.core.renderer.merge_pages import (
    COMPUTED,
    merge_page,
    no_status,
    split_page,
    status_names,
    status_page,
)
from bot.core.renderer.story_lines import STATUSES
from bot.core.types import DeliveryKind, Status, Story

logger = logging.getLogger(__name__)


async def hold(call: Call) -> Answer | None:
    """`/hold 42`: nothing more of it goes out."""
    return await _typed(call, acts.hold)


async def publish(call: Call) -> Answer | None:
    return await _typed(call, acts.publish)


async def merge(call: Call) -> Answer | None:
    """`/merge 42 17`: 42 becomes part of 17."""
    numbers = [whole(word) for word in call.arguments.split()]
    if len(numbers) != 2 or min(numbers) < 0:
        return wrong(call)
    story = await call.story_numbered(numbers[0])
    if story is None:
        return unknown_story(call, numbers[0])
    return _spoken(call, await _into(call, story, str(numbers[1])))


async def split(call: Call) -> Answer | None:
    """`/split 42` asks for the reports; `/split 42 2 3` names them by their places."""
    number, *places = [whole(word) for word in call.arguments.split()] or [-1]
    if number < 0 or any(not 1 <= place <= _MOST_PLACES for place in places):
        return wrong(call)
    story = await call.story_numbered(number)
    if story is None:
        return unknown_story(call, number)
    chosen = sum(1 << place - 1 for place in set(places))
    return _spoken(call, await (_part if places else _choose)(call, story, bits_data(chosen)))


_MOST_PLACES = 10_000


async def status(call: Call) -> Answer | None:
    """`/status 42 denied`; `/status 42` asks which, `/status 42 computed` takes it away."""
    number, _, word = call.arguments.partition(" ")
    if whole(number) < 0:
        return wrong(call)
    name = _status_named(call, word)
    if word and name not in _STATUSES:
        return told(no_status(word, call.view))
    story = await call.story_numbered(whole(number))
    if story is None:
        return unknown_story(call, whole(number))
    return _spoken(call, await (_set if word else _ask_status)(call, story, name))


def _status_named(call: Call, word: str) -> str:
    """A status by its name or by its words in any language."""
    said = word.lower()
    names = (status_names(texts) for texts in call.services.texts.values())
    return next((known[said] for known in names if said in known), said)


async def pressed(call: Call, press: Press) -> Answer | None:
    """A button of a card: the act's answer takes the card's place."""
    do, subject, extra = press.arguments
    if do == Do.UNDO:
        answer = await _undo(call, subject, whole(extra))
    elif do == Do.MUTE:
        answer = await switching.mute(call, subject, extra)
    elif do in _PRESSED and (found := await call.story_numbered(whole(subject))):
        answer = await _PRESSED[Do(do)](call, found, extra)
    else:
        answer = wrong(call)
    return replace(answer, edit=True) if answer.message else answer


async def _typed(call: Call, act: Callable[..., Acted | Refusal]) -> Answer:
    number = whole(call.arguments)
    if number < 0:
        return wrong(call)
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    return _spoken(call, await _done(call, found, act))


def _spoken(call: Call, answer: Answer) -> Answer:
    """A refusal, in reply to a command."""
    return said(line(answer.notice)) if answer.notice else answer


async def _done(
    call: Call,
    story: Story,
    act: Callable[..., Acted | Refusal],
    stories: Sequence[str] = (),
    **more: object,
) -> Answer:
    """Do it, and show what it came to; a refusal is a notice."""
    decide = partial(act, id=story.id, by=str(call.update.user_id), **more)
    acted = await call.services.edit(decide, stories or (story.id,), telling=act in _TELLING)
    if isinstance(acted, Refusal):
        return noted(call.texts.say(acted.words))
    changed = await call.store.stories(each.id for each in acted.stories)
    numbers = {each.id: each.number for each in changed.values()}
    first = sorted(changed.values(), key=lambda each: each.id != story.id)
    after = next(each for each in first if _is_undone_here(each))
    event = after.events[-1]
    logger.info("editor act=%r story=%s user=%s", event.kind, after.number, event.by)
    [(_, stands)] = await call.standings((after,))
    objected = await _objected(call, after)
    chats = sum(each.kind is DeliveryKind.POST for each in acted.deliveries)
    page = acted_card(after, stands, call.view, numbers=numbers, objected=objected, chats=chats)
    return told(page)


async def _objected(call: Call, story: Story) -> Objected:
    return counted(await call.store.objections(story.id)).get(story.id, NOTHING)


_TELLING = (acts.publish, regrouping.split, undo)
"""Acts after which a story may be told that was not."""


def _is_undone_here(story: Story) -> bool:
    """Of the stories an act has changed, the one where it can be undone."""
    return story.events[-1].kind not in (Act.SPLIT_FROM, Act.MERGED)


async def _card(call: Call, story: Story, extra: str) -> Answer:
    [(_, stands)] = await call.standings((story,))
    return told(card(story, stands, call.view, objected=await _objected(call, story)))


async def _ask_into(call: Call, story: Story, extra: str) -> Answer:
    others = await call.store.latest_stories(limit=_OTHERS)
    return told(merge_page(story, others, call.view))


async def _into(call: Call, story: Story, extra: str) -> Answer:
    home = await call.story_numbered(whole(extra))
    if home is None:
        return noted(call.texts.say("There is no such story."))
    return await _done(call, story, regrouping.merge, (story.id, home.id), into=home.id)


async def _ask_status(call: Call, story: Story, extra: str) -> Answer:
    [(_, stands)] = await call.standings((story,))
    return told(status_page(story, stands, call.view))


async def _set(call: Call, story: Story, extra: str) -> Answer:
    if extra not in _STATUSES:
        return wrong(call)
    return await _done(call, story, acts.set_status, status=_STATUSES[extra])


_STATUSES: dict[str, Status | None] = {each.name.lower(): each for each in STATUSES} | {
    COMPUTED: None
}


async def _ask_source(call: Call, story: Story, extra: str) -> Answer:
    feeds = {each.feed: each.outlet for each in story.own_reports}
    return told(mute_page(story.number or 0, list(feeds.items())[:_OTHERS], call.view))


async def _choose(call: Call, story: Story, extra: str) -> Answer:
    return told(split_page(story, bits_of(extra), call.view))


async def _part(call: Call, story: Story, extra: str) -> Answer:
    chosen = bits_of(extra)
    entries = {each.entry for place, each in enumerate(story.reports) if chosen >> place & 1}
    return await _done(call, story, regrouping.split, entries=entries)


_OTHERS = 8


async def _hold(call: Call, story: Story, extra: str) -> Answer:
    return await _done(call, story, acts.hold)


async def _publish(call: Call, story: Story, extra: str) -> Answer:
    return await _done(call, story, acts.publish)


async def _undo(call: Call, subject: str, position: int) -> Answer:
    """Of a story's event, by the story's id; else of a source's or the bot's."""
    story = (await call.store.stories([subject])).get(subject)
    if story is None:
        return await switching.undo(call, subject, position)
    return await _done(call, story, undo, involved(story, position), position=position)


_PRESSED: dict[Do, Callable[[Call, Story, str], Awaitable[Answer]]] = {
    Do.CARD: _card,
    Do.MERGE: _ask_into,
    Do.INTO: _into,
    Do.SPLIT: _choose,
    Do.PART: _part,
    Do.STATUS: _ask_status,
    Do.SET: _set,
    Do.SOURCE: _ask_source,
    Do.HOLD: _hold,
    Do.PUBLISH: _publish,
}

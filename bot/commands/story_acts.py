"""What editors do to stories. Each act is recorded, logged, and can be undone."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial

from bot.commands import pause_and_mute
from bot.commands.services import Call, as_message, explain_usage, show, toast
from bot.commands.story_reading import unknown_story
from bot.core.chat.callback_data import (
    Press,
    bits_data,
    parse_bits,
    parse_development,
    parse_number,
)
from bot.core.delivery.messages import Answer
from bot.core.editing import editor_actions, merge_split
from bot.core.editing.editor_actions import ActOutcome, Refusal
from bot.core.editing.objections import count_objections
from bot.core.editing.undo import stories_involved, undo
from bot.core.ledger.developments import development, developments
from bot.core.ledger.editor_events import Act
from bot.core.renderer.desk_cards import NOTHING, DeskVerb, ObjectionCounts, acted_card, card
from bot.core.renderer.log_page import mute_page
from bot.core.renderer.merge_pages import (
    COMPUTED,
    merge_page,
    no_status,
    retract_page,
    split_page,
    status_named,
    status_page,
)
from bot.core.renderer.standings import standings
from bot.core.renderer.story_lines import STATUSES
from bot.core.types import DeliveryKind, Status, Story

logger = logging.getLogger(__name__)


async def hold(call: Call) -> Answer | None:
    """Answer `/hold 42`: nothing more of the story is sent."""
    return await _by_number(call, editor_actions.hold)


async def publish(call: Call) -> Answer | None:
    return await _by_number(call, editor_actions.publish)


async def merge(call: Call) -> Answer | None:
    """Answer `/merge 42 17`: 42 becomes part of 17, or of `42.3 42.2` a development."""
    named, _, into = call.arguments.partition(" ")
    (number, about), (home, other) = parse_development(named), parse_development(into)
    if min(number, home) < 0 or bool(about) != bool(other):
        return explain_usage(call)
    story = await call.story_numbered(number)
    if story is None:
        return unknown_story(call, number)
    return as_message(await _merge_into(call, story, into, about))


async def retract(call: Call) -> Answer | None:
    """Answer `/retract 42.3`: what it tells is taken back; `/retract 42` asks which."""
    number, about = parse_development(call.arguments)
    if number < 0:
        return explain_usage(call)
    story = await call.story_numbered(number)
    if story is None:
        return unknown_story(call, number)
    return as_message(await _retract(call, story, about))


async def split(call: Call) -> Answer | None:
    """Answer `/split 42` by asking which reports, `/split 42 2 3` by splitting those off,
    `/split 42.3` by splitting off a development.
    """
    story_number, about = parse_development(call.arguments)
    if about and (found := await call.story_numbered(story_number)):
        return as_message(await _split_development(call, found, about))
    number, *places = [parse_number(word) for word in call.arguments.split()] or [-1]
    if number < 0 or any(not 1 <= place <= _MOST_PLACES for place in places):
        return explain_usage(call)
    story = await call.story_numbered(number)
    if story is None:
        return unknown_story(call, number)
    chosen = sum(1 << place - 1 for place in set(places))
    return as_message(
        await (_split_off if places else _ask_reports)(call, story, bits_data(chosen))
    )


_MOST_PLACES = 10_000


async def status(call: Call) -> Answer | None:
    """Answer `/status 42 denied`; `/status 42` asks which, `/status 42 computed` resets it;
    `42.3` is a single development.
    """
    named, _, word = call.arguments.partition(" ")
    number, about = parse_development(named)
    if number < 0:
        return explain_usage(call)
    name = status_named(word, call.services.texts.values())
    if word and name not in _STATUSES:
        return show(no_status(word, call.view))
    story = await call.story_numbered(number)
    if story is None:
        return unknown_story(call, number)
    asking = _set_status(call, story, about, name) if word else _ask_status(call, story, about)
    return as_message(await asking)


async def pressed(call: Call, press: Press) -> Answer | None:
    """Answer a button of a card; the new card replaces it."""
    do, subject, extra = press.arguments
    if do == DeskVerb.UNDO:
        answer = await _undo(call, subject, parse_number(extra))
    elif do == DeskVerb.MUTE:
        answer = await pause_and_mute.mute(call, subject, extra)
    elif do in _PRESSED and (found := await call.story_numbered(parse_number(subject))):
        answer = await _PRESSED[DeskVerb(do)](call, found, extra)
    elif found := await call.story_numbered(parse_development(subject)[0]):
        answer = await _of_development(call, found, do, parse_development(subject)[1], extra)
    else:
        answer = explain_usage(call)
    return replace(answer, edit=True) if answer.message else answer


async def _by_number(call: Call, act: Callable[..., ActOutcome | Refusal]) -> Answer:
    number = parse_number(call.arguments)
    if number < 0:
        return explain_usage(call)
    found = await call.story_numbered(number)
    if found is None:
        return unknown_story(call, number)
    return as_message(await _act(call, found, act))


async def _act(
    call: Call,
    story: Story,
    act: Callable[..., ActOutcome | Refusal],
    stories: Sequence[str] = (),
    **more: object,
) -> Answer:
    """Carry out an act and show the story's card; a refusal is a toast."""
    decide = partial(act, id=story.id, by=str(call.update.user_id), **more)
    acted = await call.services.edit(decide, stories or (story.id,), telling=act in _MAY_ALERT)
    if isinstance(acted, Refusal):
        return toast(call.texts.say(acted.words))
    changed = await call.store.stories(each.id for each in acted.stories)
    numbers = {each.id: each.number for each in changed.values()}
    first = sorted(changed.values(), key=lambda each: each.id != story.id)
    after = next(each for each in first if _is_undone_here(each))
    event = after.events[-1]
    logger.info("editor act=%r story=%s user=%s", event.kind, after.number, event.by)
    [(_, stands)] = await call.standings((after,))
    objected = await _objected(call, after)
    chats = sum(each.kind is DeliveryKind.POST for each in acted.deliveries)
    have = len((await call.store.messages([after.id])).get(after.id, {}))
    page = acted_card(
        after, stands, call.view, numbers=numbers, objected=objected, chats=chats, have=have
    )
    return show(page)


async def _objected(call: Call, story: Story) -> ObjectionCounts:
    return count_objections(await call.store.objections(story.id)).get(story.id, NOTHING)


_MAY_ALERT = (editor_actions.publish, merge_split.split, undo)
"""Acts that may send readers a story they have not seen."""


def _is_undone_here(story: Story) -> bool:
    """Whether this is the changed story whose card offers Undo for the act."""
    return story.events[-1].kind not in (Act.SPLIT_FROM, Act.MERGED)


async def _card(call: Call, story: Story, extra: str) -> Answer:
    [(_, stands)] = await call.standings((story,))
    return show(card(story, stands, call.view, objected=await _objected(call, story)))


async def _ask_into(call: Call, story: Story, extra: str) -> Answer:
    others = await call.store.latest_stories(limit=_CHOICES)
    return show(merge_page(story, others, call.view))


async def _merge_into(call: Call, story: Story, extra: str, number: int = 0) -> Answer:
    """Merge into the story that `extra` names, or a development into that one."""
    into, other = parse_development(extra)
    home = await call.story_numbered(into)
    if home is None:
        return toast(call.texts.say("There is no such story."))
    if not number:
        return await _act(call, story, merge_split.merge, (story.id, home.id), into=home.id)
    if home.id != story.id:
        return toast(call.texts.say("They are of two stories: merge the stories first."))
    return await _act(call, story, merge_split.merge_developments, number=number, into=other)


async def _of_development(call: Call, story: Story, do: str, number: int, extra: str) -> Answer:
    """Answer a press about one development, or (number 0) about a story as a whole."""
    match do:
        case DeskVerb.STATUS:
            return await _ask_status(call, story, number)
        case DeskVerb.SET:
            return await _set_status(call, story, number, extra)
        case DeskVerb.RETRACT:
            return await _retract(call, story, number)
    return explain_usage(call)


async def _ask_status(call: Call, story: Story, number: int) -> Answer:
    told = development(story, number)
    if number and told is None:
        return toast(call.texts.say(editor_actions.no_development(story, number)))
    stands = standings(call.view, await call.services.failing())(story, told)
    return show(status_page(story, stands, call.view, development=number))


async def _set_status(call: Call, story: Story, number: int, extra: str) -> Answer:
    if extra not in _STATUSES:
        return explain_usage(call)
    act = editor_actions.set_status
    return await _act(call, story, act, status=_STATUSES[extra], number=number)


async def _retract(call: Call, story: Story, number: int) -> Answer:
    told = developments(story)
    if not number and len(told) > 1:
        stands = standings(call.view, await call.services.failing())
        return show(retract_page(story, stands, call.view))
    return await _act(call, story, editor_actions.retract, number=number or told[0].number)


_STATUSES: dict[str, Status | None] = {each.name.lower(): each for each in STATUSES} | {
    COMPUTED: None
}


async def _ask_source(call: Call, story: Story, extra: str) -> Answer:
    feeds = {each.feed: each.outlet for each in story.own_reports}
    return show(mute_page(story.number or 0, list(feeds.items())[:_CHOICES], call.view))


async def _ask_reports(call: Call, story: Story, extra: str) -> Answer:
    return show(split_page(story, parse_bits(extra), call.view))


async def _split_off(call: Call, story: Story, extra: str) -> Answer:
    chosen = parse_bits(extra)
    entries = {each.entry for place, each in enumerate(story.reports) if chosen >> place & 1}
    return await _act(call, story, merge_split.split, entries=entries)


async def _split_development(call: Call, story: Story, number: int) -> Answer:
    told = development(story, number)
    if told is None:
        return toast(call.texts.say(editor_actions.no_development(story, number)))
    entries = {each.entry for each in told.reports}
    return await _act(call, story, merge_split.split, entries=entries)


_CHOICES = 8


async def _hold(call: Call, story: Story, extra: str) -> Answer:
    return await _act(call, story, editor_actions.hold)


async def _publish(call: Call, story: Story, extra: str) -> Answer:
    return await _act(call, story, editor_actions.publish)


async def _undo(call: Call, subject: str, position: int) -> Answer:
    """Undo an event of a story, or of a feed or the bot if `subject` is no story."""
    story = (await call.store.stories([subject])).get(subject)
    if story is None:
        return await pause_and_mute.undo(call, subject, position)
    return await _act(call, story, undo, stories_involved(story, position), position=position)


_PRESSED: dict[DeskVerb, Callable[[Call, Story, str], Awaitable[Answer]]] = {
    DeskVerb.CARD: _card,
    DeskVerb.MERGE: _ask_into,
    DeskVerb.INTO: _merge_into,
    DeskVerb.SPLIT: _ask_reports,
    DeskVerb.PART: _split_off,
    DeskVerb.SOURCE: _ask_source,
    DeskVerb.HOLD: _hold,
    DeskVerb.PUBLISH: _publish,
}

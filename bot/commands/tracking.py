"""Tracking phrases, and the list of everything a chat follows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.commands import coming_events, following
from bot.commands.services import PHRASES_PER_CHAT, Call, answer_line, explain_usage, show
from bot.commands.story_reading import newest
from bot.core.chat.callback_data import Press, Verb, parse_number, parse_press, phrase_key, press
from bot.core.delivery.messages import Answer, Button, Message
from bot.core.lang.i18n import key
from bot.core.lang.markup import bold, clean, line, shortened
from bot.core.lang.normalize import fold
from bot.core.lang.phrase_index import RefusedPhrase, WhyRefused, checked_phrase
from bot.core.lang.typed_words import TypedWords
from bot.core.renderer.follows_page import Follows, follows_page
from bot.core.types import Story, Subscription, SubscriptionKind

_DEVELOPING = 3
_STILL_MOVES = timedelta(days=3)
"""A story without news for longer counts as no longer developing."""


async def track(call: Call) -> Answer | None:
    """Answer `/track words`, `/track #42`, `/track` in reply to a post, or alone (the list)."""
    if (number := parse_number(call.arguments)) >= 0:
        return await following.change_by_number(call, Verb.FOLLOW, number)
    if call.arguments:
        return await _track_all(call, [each.strip() for each in call.arguments.split(",")])
    if call.update.reply_to is not None:
        return await following.follow_by_reply(call, call.update.reply_to)
    return await mine(call)


async def track_pressed(call: Call, press: Press) -> Answer:
    """Answer the button under a proposal, or undo /untrack."""
    answer = await _track_phrase(call, press.first)
    return Answer(message=answer.message, edit=True)


async def untrack(call: Call) -> Answer | None:
    """Answer `/untrack words` or `/untrack #42`; alone, show the list with buttons."""
    if not call.arguments:
        return await mine(call)
    if (number := parse_number(call.arguments)) >= 0:
        return await following.change_by_number(call, Verb.UNFOLLOW, number)
    phrases, words = await _phrases(call), call.services.words
    if found := _phrase_meant(phrases, call.arguments, words):
        return await _untrack_phrase(call, found)
    texts = [each.strip() for each in call.arguments.split(",")]
    if not any(_phrase_meant(phrases, each, words) for each in texts):
        return _not_followed(call, call.arguments)
    meant = [(each, _phrase_meant(phrases, each, words)) for each in texts]
    return _together(
        [
            (text, await _untrack_phrase(call, each) if each else _not_followed(call, text))
            for text, each in meant
        ]
    )


def _not_followed(call: Call, text: str) -> Answer:
    words = key("You do not follow “{phrase}”. /mine shows what you follow.")
    phrase = shortened(clean(text), _NAMED_UNITS)
    return answer_line(call.texts.sentence(words, phrase=phrase))


def _phrase_meant(
    phrases: Sequence[Subscription], text: str, words: TypedWords
) -> Subscription | None:
    """Find the subscription that `/track` would have made of these words."""
    read = checked_phrase(text, words)
    wanted = {fold(text), *([] if isinstance(read, RefusedPhrase) else [fold(read)])}
    return next((each for each in phrases if fold(each.value) in wanted), None)


_NAMED_UNITS = 100
"""UTF-16 units of a typed text that are quoted back."""


async def untrack_pressed(call: Call, press: Press) -> Answer:
    phrases = await _phrases(call)
    found = next((each for each in phrases if phrase_key(each.value) == press.first), None)
    if found is None:
        return explain_usage(call)
    answer = await _untrack_phrase(call, found)
    return Answer(message=answer.message, edit=True)


async def mine(call: Call) -> Answer:
    subscriptions = await call.subscriptions()
    followed = _stories_of(subscriptions, SubscriptionKind.STORY)
    muted = _stories_of(subscriptions, SubscriptionKind.MUTED_STORY)
    found = await call.store.stories([*followed[:_SHOWN], *muted[:_SHOWN]])
    stories = {id: each for id, each in found.items() if not (each.held or each.merged_into)}
    shown = (stories[id] for id in followed if id in stories)
    standings = await call.standings(tuple(shown))
    developing = await call.standings(await _developing(call, {*followed, *muted}))
    quiet = tuple(stories[id] for id in muted if id in stories)
    listed = Follows(
        subscriptions,
        standings,
        quiet[:_MUTED_SHOWN],
        max(len(followed) - _SHOWN, 0),
        await coming_events.reminded_of(call),
    )
    return show(follows_page(listed, developing, call.view))


async def mine_pressed(call: Call, press: Press) -> Answer:
    """Remove something from the list or put it back; show the new list with an Undo."""
    inner = parse_press(press.first)
    if inner is None or inner.verb not in _IN_LIST:
        return explain_usage(call)
    done, page = await _IN_LIST[inner.verb](call, inner), await mine(call)
    if done.message is None or page.message is None:
        return done
    backs = _in_list([button for row in done.message.buttons for button in row])
    shown = replace(page.message, buttons=(*page.message.buttons, tuple(backs)))
    return Answer(message=shown, edit=True, notice=done.message.plain)


_IN_LIST = {
    Verb.TRACK: track_pressed,
    Verb.UNTRACK: untrack_pressed,
    Verb.FOLLOW: following.pressed,
    Verb.UNFOLLOW: following.pressed,
    Verb.MUTE_STORY: following.pressed,
    Verb.UNMUTE_STORY: following.pressed,
    Verb.REMIND: coming_events.remind_pressed,
    Verb.UNREMIND: coming_events.unremind_pressed,
}
"""What a button of the list may do."""


def _in_list(buttons: Sequence[Button]) -> list[Button]:
    """Wrap buttons so that the list answers them; those too long for Telegram are left out."""
    carried = [(each, press(Verb.MINE, each.data)) for each in buttons if each.data]
    return [replace(each, data=data) for each, data in carried if data]


async def _developing(call: Call, known: set[str]) -> tuple[Story, ...]:
    """Return the weightiest developing stories that are not in the list above."""
    since = call.now - _STILL_MOVES
    moving = [story for story in await newest(call, None, limit=_WEIGHED) if story.updated > since]
    return tuple([story for story in moving if story.id not in known][:_DEVELOPING])


def _stories_of(subscriptions: Sequence[Subscription], kind: SubscriptionKind) -> list[str]:
    return [each.value for each in subscriptions if each.kind is kind]


_WEIGHED = 30
_SHOWN = 12
_MUTED_SHOWN = 5
"""Stories followed and muted that get a button; others can be named: /untrack #42, /mute #42."""


_REFUSALS = {
    WhyRefused.EMPTY: key("There is no word in that. Try: /track {example}"),
    WhyRefused.STOP_WORDS: key("These words are too common to follow. Try: /track {example}"),
    WhyRefused.TOO_BROAD: key("That would match nearly everything. Try: /track {example}"),
    WhyRefused.TOO_LONG: key("That is too long. Try a few words: /track {example}"),
}


async def _track_all(call: Call, texts: list[str]) -> Answer:
    """Follow each of several phrases; words of which one cannot be followed are one phrase."""
    phrases = [checked_phrase(each, call.services.words) for each in texts]
    if len(texts) < 2 or any(isinstance(each, RefusedPhrase) for each in phrases):
        return await _track_phrase(call, ", ".join(texts))
    return _together([(each, await _track_phrase(call, each)) for each in texts])


def _together(answers: Sequence[tuple[str, Answer]]) -> Answer:
    """Make one answer of those about several texts; each button says of which text it is."""
    told = [(text, each.message) for text, each in answers if each.message]
    buttons = [
        replace(button, text=f"{button.text} {shortened(clean(text), 20)}")
        for text, message in told
        for row in message.buttons[-1:]
        for button in row
    ]
    html = "\n".join(message.html for _, message in told)
    plain = "\n".join(message.plain for _, message in told)
    return Answer(message=Message(html=html, plain=plain, buttons=((*buttons,),)))


async def _track_phrase(call: Call, text: str) -> Answer:
    phrase = checked_phrase(text, call.services.words)
    if isinstance(phrase, RefusedPhrase):
        example = call.texts.say(phrase.example)
        return answer_line(call.texts.sentence(_REFUSALS[phrase.why], example=example))
    phrases = [each.value for each in await _phrases(call)]
    if len(phrases) >= PHRASES_PER_CHAT and phrase not in phrases:
        return following.limit_reached(call, PHRASES_PER_CHAT)
    chat = await call.ready_chat()
    kind = SubscriptionKind.PHRASE
    await call.store.subscribe(Subscription(chat.id, chat.thread_id, kind, phrase))
    words = key("You follow “{phrase}”, in any form of the words.")
    said = call.texts.sentence(words, phrase=bold(phrase))
    have = len(await call.store.search_stories(phrase, limit=_COUNTED))
    if have:
        told = call.texts.count("{n} story has them now", "{n} stories have them now", have)
        said = line(said, f" {told}.")
    undo = Button(call.texts.say("Undo"), data=press(Verb.UNTRACK, phrase_key(phrase)))
    look = Button(call.texts.say("Search"), data=press(Verb.SEARCH, 0, phrase)) if have else None
    return answer_line(said, [look, undo] if look and look.data else [undo])


_COUNTED = 20
"""Stories that have a phrase are counted as far as this."""


async def _untrack_phrase(call: Call, phrase: Subscription) -> Answer:
    await call.store.unsubscribe(phrase)
    line = call.texts.sentence("You no longer follow “{phrase}”.", phrase=bold(phrase.value))
    data = press(Verb.TRACK, phrase.value)
    return answer_line(line, [Button(call.texts.say("Undo"), data=data)] if data else [])


async def _phrases(call: Call) -> list[Subscription]:
    mine = await call.subscriptions()
    return [each for each in mine if each.kind is SubscriptionKind.PHRASE]

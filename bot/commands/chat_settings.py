"""Settings of a chat: a page of buttons, and commands for those who type."""

from bot.commands.binding import chat_name, own_chat
from bot.commands.following import mute_story
from bot.commands.services import Call, answer_line, explain_usage, show
from bot.core.chat.callback_data import Press, Verb
from bot.core.chat.preferences import PREFERENCES, with_preference
from bot.core.chat.typed_zones import zones_called
from bot.core.delivery.messages import Answer
from bot.core.lang.i18n import key
from bot.core.renderer.digest import CONSIDERED, digest_stories, digest_window, wanted_stories
from bot.core.renderer.list_pages import digest_page
from bot.core.renderer.nothing_yet import nothing_yet
from bot.core.renderer.settings_pages import (
    choices_page,
    parse_setting,
    refusal_line,
    setting_line,
    setting_words,
    settings_page,
    undo_button,
    zone_question,
)
from bot.core.types import Chat


async def settings(call: Call) -> Answer | None:
    """Answer `/settings`, `/settings quiet 23:00-07:00`; in private `/settings @channel ...`."""
    chat, target, asked = call.chat, "", call.arguments
    if call.is_private and (name := chat_name(asked)):
        found = await call.chat_named(name)
        channel = await own_chat(call, str(found.id)) if found else None
        if channel is None:
            return answer_line(call.texts.sentence(_NOT_BOUND, name=name))
        chat, target, asked = channel, str(channel.id), asked.partition(" ")[2]
    name, value = parse_setting(asked, call.services.texts.values())
    return await _answer(call, chat, name, value, target=target)


_NOT_BOUND = key("You have not bound {name} yet. First: /bind {name}")


async def _answer(call: Call, chat: Chat, name: str, value: str, *, target: str) -> Answer:
    """Show all settings or one, or change one."""
    if name and name not in PREFERENCES:
        return answer_line(refusal_line(chat, name, value, call.view))
    if value:
        return await _set(call, chat, name, value, target=target)
    if name:
        return show(choices_page(chat, name, call.view, target=target))
    return show(settings_page(chat, call.view, target=target))


async def lang(call: Call) -> Answer | None:
    return await _set_typed(call, "language")


async def tz(call: Call) -> Answer | None:
    return await _set_typed(call, "zone")


async def mute(call: Call) -> Answer | None:
    """Answer `/mute 8h`, `/mute off`, `/mute #42`."""
    if call.arguments.startswith("#"):
        return await mute_story(call)
    return await _set_typed(call, "mute")


async def digest(call: Call) -> Answer | None:
    """Answer `/digest now`, a time, or `off`."""
    if call.arguments.lower() not in call.services.words.now:
        return await _set_typed(call, "digest")
    since = digest_window(call.chat, call.now)
    stories = await call.store.stories_since(since, limit=CONSIDERED)
    subscriptions = await call.subscriptions()
    catalog = call.services.catalog()
    listed = digest_stories(
        wanted_stories(stories, subscriptions),
        parties=catalog.parties,
        failing=await call.services.failing(),
        since=since,
        now=call.now,
    )
    stand = call.services.feeds_stand()
    if not listed and (stand.silent or not stand.read):
        return answer_line(nothing_yet(stand, call.view))
    return show(digest_page(listed, call.view, since=since))


async def settings_pressed(call: Call, press: Press) -> Answer | None:
    """Show settings. With `+` before a name, the message with the button stays as it is."""
    target, name, edit = press.first, press.last.removeprefix("+"), press.last[:1] != "+"
    chat = await own_chat(call, target)
    if chat is None or (name and name not in PREFERENCES):
        return explain_usage(call)
    if name:
        return show(choices_page(chat, name, call.view, target=target), edit=edit)
    return show(settings_page(chat, call.view, target=target), edit=edit)


async def set_pressed(call: Call, press: Press) -> Answer | None:
    """Set what a button says; show the new state with an Undo."""
    target, name, _ = press.arguments
    chat, new = await _before_and_after(call, press)
    if chat is None or new is None:
        return explain_usage(call)
    await call.store.record_chat(new)
    view = call.view if target else call.view_of(new)
    undo = undo_button(chat, name, view, verb=Verb.SET, target=target) if new != chat else None
    page = settings_page(new, view, target=target, undo=undo)
    return Answer(message=page, edit=True, notice=setting_words(new, name, view))


async def undo_pressed(call: Call, press: Press) -> Answer | None:
    """Undo a typed setting; say what it is now."""
    target, name, _ = press.arguments
    chat, new = await _before_and_after(call, press)
    if chat is None or new is None:
        return explain_usage(call)
    answer = await _record(call, chat, new, name, target=target)
    return Answer(message=answer.message, edit=True)


async def _before_and_after(call: Call, press: Press) -> tuple[Chat | None, Chat | None]:
    """Return the chat of a press as it is and as the press makes it; None if either cannot be."""
    target, name, value = press.arguments
    chat = await own_chat(call, target)
    if chat is None:
        return None, None
    return chat, with_preference(chat, name, value, words=call.services.words, now=call.now)


async def _set_typed(call: Call, name: str) -> Answer:
    if not call.arguments:
        return show(choices_page(call.chat, name, call.view))
    return await _set(call, call.chat, name, call.arguments)


async def _set(call: Call, chat: Chat, name: str, value: str, *, target: str = "") -> Answer:
    if name == "zone" and (zones := zones_called(value)):
        return show(zone_question(value, zones, call.view, target=target))
    new = with_preference(chat, name, value, words=call.services.words, now=call.now)
    if new is None:
        return answer_line(refusal_line(chat, name, value, call.view))
    return await _record(call, chat, new, name, target=target)


async def _record(call: Call, before: Chat, after: Chat, name: str, *, target: str = "") -> Answer:
    await call.store.record_chat(after)
    view = call.view if target else call.view_of(after)
    undo = undo_button(before, name, view, target=target)
    of = after.title if target else ""
    return answer_line(setting_line(after, name, view, of=of), [undo] if undo else [])

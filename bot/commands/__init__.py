"""Answers people: one update in, at most one answer out; knows nothing of the Telegram API.

Rule 1: edited and forwarded messages, channel posts and anonymous admins change nothing; of what
is forwarded in private the bot says which story it is.
Rule 2: a person's rate limit applies when an update arrives, not when it is answered.
Rule 3: rights are checked when a command or press is carried out, never earlier.
"""

import logging
import re
from dataclasses import replace
from datetime import datetime, timedelta
from difflib import get_close_matches

from bot.commands import plain_talk
from bot.commands.command_table import COMMANDS, NAMED, Who, who_may
from bot.commands.inline import cards
from bot.commands.membership import group_migrated, membership_changed
from bot.commands.press_table import PRESSES
from bot.commands.services import Call, Services, answer_line, explain_usage
from bot.core.chat.callback_data import parse_press
from bot.core.chat.rate_limit import Bucket, is_full, spend
from bot.core.delivery.messages import Answer, Update
from bot.core.lang.i18n import in_language, key, supported_language
from bot.core.lang.markup import line
from bot.core.types import Chat, ChatKind

logger = logging.getLogger(__name__)

_REMEMBERED = 10_000
"""People whose rate limit is remembered; 10,000 buckets are about 2 MB."""


class Commands:
    """Answers updates; remembers only how much each person has asked for."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._buckets: dict[int, Bucket] = {}
        self._refused: dict[int, datetime] = {}
        self._slowed: dict[int, datetime] = {}

    def admits(self, update: Update) -> bool:
        """Whether to answer the update; asked once, on arrival. A request counts against the
        person's rate limit.
        """
        return not _is_request(update) or self._within_limit(update, self.services.now())

    def turned_away(self, update: Update) -> Answer | None:
        """Answer one who asks faster than may be: once a minute, then with silence."""
        person, now = update.user_id or update.chat_id, self.services.now()
        last = self._slowed.get(person)
        if update.inline_id or (last is not None and now - last < timedelta(minutes=1)):
            return None
        self._slowed = {} if len(self._slowed) > _REMEMBERED else self._slowed
        self._slowed[person] = now
        texts = in_language(
            self.services.texts, supported_language(update.language, self.services.texts)
        )
        words = texts.say("Not so fast: I leave out what comes faster than one a second.")
        return Answer(notice=words) if update.callback_id else answer_line(line(words))

    async def answer(self, update: Update) -> Answer | None:
        """Answer an update; None is silence."""
        now = self.services.now()
        if update.migrated_to is not None:
            await group_migrated(self.services, update)
            return None
        if update.membership:
            return await membership_changed(await self._call(update, now))
        if not _is_request(update):
            return None
        call = await self._call(update, now)
        if update.inline_id:
            return await cards(call)
        return await (self._press(call) if update.callback_id else self._command(call))

    async def _command(self, call: Call) -> Answer | None:
        if call.update.is_forward:  # a command that is forwarded is somebody else's
            return await plain_talk.talk(call)
        name = call.update.command.lower() or self._meant(call)
        if numbered := _NUMBERED.fullmatch(name):
            name = numbered[1]
            call = replace(call, update=replace(call.update, arguments=numbered[2]))
        if not name:
            return await plain_talk.talk(call)
        command = NAMED.get(name)
        if command is None:
            return _unknown(call, name)
        if refusal := await self._refusal(call, who_may(command, call)):
            return refusal
        return await command.handler(replace(call, usage=command.usage))

    def _meant(self, call: Call) -> str:
        """Return the command that a word stands for in a private chat: without a slash, or in
        letters that Telegram takes for no command: `/помощь`.
        """
        text = call.update.text.strip(" .!?").lower()
        said = text.removeprefix("/")
        word, number = found.groups() if (found := _ABOUT.fullmatch(said)) else (said, "")
        meant = self.services.words.commands.get(word, "") if call.is_private else ""
        if not meant and call.is_private and text.startswith("/"):
            return said.partition(" ")[0] or text
        return f"{meant}{number}" if meant in _OF_A_STORY or not number else ""

    async def _press(self, call: Call) -> Answer | None:
        press = parse_press(call.update.callback_data)
        if press is None or press.verb not in PRESSES:
            return explain_usage(call)
        who, pressed = PRESSES[press.verb]
        if refusal := await self._refusal(call, who):
            words = refusal.message.plain if refusal.message else ""
            return Answer(notice=words, alert=True)
        answer = await pressed(call, press)
        # What one reads nobody else has to; what changes the chat everybody may see.
        alone = answer is not None and who is Who.EVERYONE and not answer.edit
        return replace(answer, only_to_asker=True) if answer and alone else answer

    async def _refusal(self, call: Call, who: Who) -> Answer | None:
        if who is Who.BOT_ADMIN and not call.is_bot_admin:
            self._log_refused(call)
            return answer_line(call.texts.sentence("Only the bot's editors can do that."))
        if who is Who.CHAT_ADMIN and not await call.is_chat_admin():
            anonymous = call.update.user_id == 0
            words = _ANONYMOUS if anonymous else _NOT_ADMIN
            return answer_line(call.texts.sentence(words))
        return None

    def _log_refused(self, call: Call) -> None:
        """Log at most once a minute per person, so that nobody can flood the log."""
        user, last = call.update.user_id, self._refused.get(call.update.user_id)
        if last is None or call.now - last >= timedelta(minutes=1):
            self._refused = {user: call.now} if len(self._refused) > 1000 else self._refused
            self._refused[user] = call.now
            asked = call.update.command or call.update.callback_data
            logger.warning("editors' command refused user=%d asked=%r", user, asked[:64])

    def _within_limit(self, update: Update, now: datetime) -> bool:
        person = update.user_id or update.chat_id
        if len(self._buckets) >= _REMEMBERED:
            kept = self._buckets.items()
            self._buckets = {who: each for who, each in kept if not is_full(each, now)}
        self._buckets[person], granted = spend(self._buckets.get(person), now)
        return granted

    async def _call(self, update: Update, now: datetime) -> Call:
        stored = await self.services.store.chat(update.chat_id, update.thread_id)
        if stored is None and update.thread_id:
            around = await self.services.store.chat(update.chat_id, 0)
            new = replace(around, thread_id=update.thread_id) if around else self._new_chat(update)
            return Call(self.services, update, new, known=False, now=now)
        return Call(
            self.services, update, stored or self._new_chat(update), stored is not None, now
        )

    def _new_chat(self, update: Update) -> Chat:
        known = update.chat_kind in tuple(ChatKind)
        return Chat(
            id=update.chat_id,
            kind=ChatKind(update.chat_kind) if known else ChatKind.PRIVATE,
            thread_id=update.thread_id,
            title=update.chat_title,
            username=update.chat_username,
            language=supported_language(update.language, self.services.texts),
        )


_OF_A_STORY = ("story", "why", "sources")
_NUMBERED = re.compile(rf"({'|'.join(_OF_A_STORY)})(\d{{1,9}})")
"""`/story1`: a space is soon forgotten."""
_ABOUT = re.compile(r"(\w+) #?(\d{1,9})")

_NOT_ADMIN = key("Only admins of this chat can change that.")
_ANONYMOUS = key("I cannot tell who an anonymous admin is; write under your own name.")


def _is_request(update: Update) -> bool:
    """Whether a person asks for something with this update."""
    if update.inline_id:
        return True
    if update.is_edit or update.chat_kind == ChatKind.CHANNEL:
        return False
    if update.is_forward or update.is_media:
        return update.chat_kind == ChatKind.PRIVATE or bool(
            update.command and not update.is_forward
        )
    return bool(update.callback_id or update.command or update.text)


def _unknown(call: Call, name: str) -> Answer | None:
    """Answer an unknown command; in a group it may be meant for another bot."""
    if not call.is_private:
        return None
    known = [each.name for each in COMMANDS if each.who is not Who.BOT_ADMIN]
    if close := get_close_matches(name, known, 1, _LIKE):
        words = key("I don't know that command. Did you mean {command}? /help lists them all.")
        return answer_line(call.texts.sentence(words, command=f"/{close[0]}"))
    return answer_line(call.texts.sentence("I don't know that command. /help lists them all."))


_LIKE = 0.7
"""At least as like as `/ltest` and `/latest`, or `/seach` and `/search`; 1 is the same."""

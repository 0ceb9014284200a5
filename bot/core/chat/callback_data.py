"""What a button carries back: one codec for all callback data, and for the payloads of deep links.

Rule 1: nobody else writes or reads callback data.
Rule 2: what comes back is untrusted until `parse_press` has read it; permissions are checked again
when it is carried out.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

DATA_LIMIT = 64
"""Bytes of callback data (Bot API, InlineKeyboardButton)."""

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What a deep link may carry (core.telegram.org/bots/features#deep-linking)."""

_CHAT_ID = re.compile(r"-[1-9][0-9]{0,15}")
"""Groups have ids like -1234567890, supergroups and channels like -1001234567890."""


class Verb(StrEnum):
    """What a press asks for; the short values are what a button carries."""

    OPEN = "p"
    TIMELINE = "t"
    SOURCES = "o"
    WHY = "w"
    FOLLOW = "f"
    UNFOLLOW = "uf"
    MUTE_STORY = "m"
    UNMUTE_STORY = "um"
    OBJECT = "ob"
    LATEST = "l"
    SEARCH = "s"
    CHOOSE = "c"
    TRACK = "tr"
    UNTRACK = "ut"
    MINE = "mi"
    SETTINGS = "st"
    SET = "set"
    UNDO = "u"
    BIND = "b"
    UNBIND = "ub"
    FIRST_POST = "fp"
    STOP = "stop"
    DESK = "d"
    NEXT = "n"
    REMIND = "r"
    UNREMIND = "ur"


_VERBS = {verb.value: verb for verb in Verb}

_ARGUMENTS = {
    Verb.TIMELINE: 2,
    Verb.LATEST: 2,
    Verb.SEARCH: 2,
    Verb.SET: 3,
    Verb.UNDO: 3,
    Verb.BIND: 2,
    Verb.FIRST_POST: 2,
    Verb.SETTINGS: 2,
    Verb.OBJECT: 2,
    Verb.DESK: 3,
    Verb.NEXT: 2,
    Verb.STOP: 0,
}
"""Number of arguments of verbs that do not take one; the last argument may contain colons."""


@dataclass(frozen=True, slots=True)
class Press:
    verb: Verb
    arguments: tuple[str, ...] = ()

    @property
    def first(self) -> str:
        return self.arguments[0] if self.arguments else ""

    @property
    def number(self) -> int:
        """Return the first argument as a number; -1 is no story and no page."""
        return parse_number(self.first)

    @property
    def last(self) -> str:
        return self.arguments[-1] if self.arguments else ""


def replacing(page: int) -> str:
    """Encode a page or story whose answer replaces the message the button hangs on."""
    return f"p{page}"


def page_of(argument: str) -> tuple[int, bool]:
    """Return the page or offset asked for, and whether it replaces the old one."""
    return max(parse_number(argument.removeprefix("p")), 0), argument.startswith("p")


def press(verb: Verb, *arguments: object) -> str | None:
    """Encode callback data; None if it does not fit into 64 bytes."""
    data = ":".join([verb.value, *map(str, arguments)])
    return data if len(data.encode()) <= DATA_LIMIT else None


def parse_press(data: str) -> Press | None:
    """Parse what was pressed; None for anything that no button of ours carries."""
    word, colon, rest = data.partition(":")
    verb = _VERBS.get(word)
    if verb is None or len(data.encode("utf-8", "replace")) > DATA_LIMIT:
        return None
    wanted = _ARGUMENTS.get(verb, 1)
    arguments = tuple(rest.split(":", wanted - 1)) if wanted and colon else ()
    return Press(verb, arguments) if len(arguments) == wanted else None


def parse_number(text: str) -> int:
    """Parse a whole number below a billion, else -1; `#42` counts as 42."""
    digits = text.strip().removeprefix("#")
    ascii_digits = digits.isascii() and digits.isdigit() and len(digits) <= 9
    return int(digits) if ascii_digits else -1


def parse_development(text: str) -> tuple[int, int]:
    """Parse `#42.3`, a development by its story's number and its own; (42, 0) for a whole story,
    (-1, 0) for anything else.
    """
    story, dot, number = text.partition(".")
    numbers = parse_number(story), parse_number(number) if dot else 0
    return numbers if min(numbers) >= 0 and "#" not in number else (-1, 0)


def bits_data(bits: int) -> str:
    """Encode a choice of many as hexadecimal digits and the number of zeros after them: `6z70`."""
    digits = f"{bits:x}".rstrip("0")
    zeros = len(f"{bits:x}") - len(digits)
    return f"{digits}z{zeros}" if digits and zeros else f"{bits:x}"


def parse_bits(data: str) -> int:
    """Parse such a choice; 0 for anything else."""
    digits, _, zeros = data.partition("z")
    try:
        return max(int(digits, 16), 0) << 4 * min(max(parse_number(zeros), 0), _MOST_ZEROS)
    except ValueError:
        return 0


_MOST_ZEROS = 10_000


def parse_chat_id(text: str) -> int:
    """Parse the id of a group or channel, which is negative; 0 for anything else."""
    return int(text) if _CHAT_ID.fullmatch(text) else 0


def deep_link(bot: str, payload: str) -> str:
    return f"https://t.me/{bot}?start={payload}"


def group_link(bot: str) -> str:
    """Return a link that adds the bot to a group and binds it there."""
    return f"https://t.me/{bot}?startgroup=bind"


def channel_link(bot: str) -> str:
    """Return a link that adds the bot to a channel with the three rights it needs."""
    rights = "post_messages+edit_messages+delete_messages"
    return f"https://t.me/{bot}?startchannel&admin={rights}"


def story_payload(number: int) -> str:
    return f"s{number}"


def phrase_key(phrase: str) -> str:
    """Return a short key for a phrase: phrases can be longer than callback data."""
    return blake2b(phrase.encode("utf-8", "replace"), digest_size=6).hexdigest()


def phrase_payload(phrase: str) -> str | None:
    """Encode a phrase for a deep link; None if a link cannot carry it.

    `k_Soyuz_MS-28`, or `kb_` and base64url for words outside ASCII.
    """
    payload = f"k_{phrase.replace(' ', '_')}"
    if not phrase.isascii() or "_" in phrase:
        payload = "kb_" + urlsafe_b64encode(phrase.encode("utf-8", "replace")).decode().rstrip("=")
    return payload if _PAYLOAD.fullmatch(payload) else None


def parse_phrase_payload(payload: str) -> str | None:
    """Parse the phrase of a deep link; None if the payload is none."""
    if payload.startswith("k_"):
        return payload.removeprefix("k_").replace("_", " ").strip()
    if not payload.startswith("kb_"):
        return None
    encoded = payload.removeprefix("kb_")
    try:
        return urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode() or None
    except ValueError:
        return None

"""Characters that cannot be seen: some a script or an emoji needs, the others deceive."""

import re
import unicodedata

_HIDDEN = re.compile(
    "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
    "|[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff\U0001d173-\U0001d17a]"
)
"""The first is the flag of a region, the rest single characters."""

_EMOJI = re.compile(
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_AFTER_EMOJI = re.compile("[\ufe0f\U000e007f]")
_JOINING = re.compile("[\u0600-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
"""Arabic and its relatives, the scripts of India, Sinhala, Myanmar, Khmer, Mongolian."""
_CURSIVE = re.compile("[\u0600-\u08ff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_MONGOLIAN = re.compile("[\u1800-\u18af]")
_IDEOGRAPH = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_VIRAMA = 9
"""Unicode's combining class of a sign that asks for a joiner (RFC 5892, appendix A)."""


def without_invisible(text: str) -> str:
    """Remove invisible characters, except where a script or an emoji needs them."""
    return _HIDDEN.sub(_kept, text)


def is_joiner(character: str) -> bool:
    """Whether it is one of those that `without_invisible` keeps where they are needed."""
    return bool(_JOINER.match(character))


_JOINER = re.compile("[\u200c\u200d\u180b-\u180e\U000e0020-\U000e007f]")


def _kept(match: re.Match[str]) -> str:
    character = match[0]
    if len(character) > 1:
        return character
    text, start, end = match.string, match.start(), match.end()
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    return character if _is_needed(character, before, after) else ""


def _is_needed(character: str, before: str, after: str) -> bool:
    """Whether a joiner changes how its neighbours look: RFC 5892, appendix A, and emoji."""
    match character:
        case "\u200d":
            return _joins(before, after) or bool(_CURSIVE.match(before))
        case "\u200c":
            return unicodedata.combining(before) == _VIRAMA or _in_one_script(before, after)
        case _ if "\u180b" <= character <= "\u180e":
            return bool(_MONGOLIAN.match(before))
        case _ if "\U000e0100" <= character <= "\U000e01ef":
            return bool(_IDEOGRAPH.match(before))
    return False


def _joins(before: str, after: str) -> bool:
    if unicodedata.combining(before) == _VIRAMA or _in_one_script(before, after):
        return True
    is_emoji = _EMOJI.match(before) or _AFTER_EMOJI.match(before)
    return bool(is_emoji and _EMOJI.match(after))


def _in_one_script(before: str, after: str) -> bool:
    return bool(_JOINING.match(before) and _JOINING.match(after))

"""A text as Telegram measures, keeps and sees it."""

_SPACE = " \t\r\n\v\f"
_INVISIBLE = dict.fromkeys(
    (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x2028, 0x2029, *range(0x202A, 0x202F))
)
_BLANK = _SPACE + "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u2800"


def utf16_length(text: str) -> int:
    """UTF-16 units: what Telegram counts in."""
    return len(text) + sum(character > "\uffff" for character in text)


def visible(text: str) -> str:
    """The text as Telegram keeps it: control characters gone, outer blanks trimmed."""
    return text.translate(_INVISIBLE).rstrip(_SPACE)


def blank(text: str) -> bool:
    """Nothing a reader would see."""
    return not text.strip(_BLANK)

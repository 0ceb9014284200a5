"""How Telegram measures and stores texts."""

_SPACE = " \t\r\n\v\f"
_INVISIBLE = dict.fromkeys(
    (*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x2028, 0x2029, *range(0x202A, 0x202F))
)
_BLANK = _SPACE + "\u00a0\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff\u2800"


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram counts."""
    return len(text) + sum(character > "\uffff" for character in text)


def visible(text: str) -> str:
    """Remove control characters and outer blanks, as Telegram does."""
    return text.translate(_INVISIBLE).rstrip(_SPACE)


def blank(text: str) -> bool:
    """Whether there is nothing a reader could see."""
    return not text.strip(_BLANK)

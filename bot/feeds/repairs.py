"""Repairs the text of a document before it is parsed.

Rule 1: CDATA sections are left alone, except for characters that XML forbids.
"""

import re
from html.entities import html5

_DECLARATION = re.compile(r"^[^<]*<\?xml\b[^>]{0,300}>")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def repaired(text: str) -> str:
    """Mend what breaks or misleads feedparser.

    That is: junk before the document, control characters, references to impossible characters,
    bare ampersands, empty links, links of authors, captions, and brackets in titles.
    """
    text = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    text = _FORBIDDEN.sub("", text)
    text = _REFERENCES.sub(_references, text) if "&#" in text else text
    text = _LOOSE.sub(_ampersand, text)
    text = _EMPTY_LINK.sub(_kept_data, text) if _MAYBE_EMPTY.search(text) else text
    text = _PERSON.sub(_without_links, text)
    text = _CAPTION.sub(r"<\1media:caption\2>", text)
    return _TITLE.sub(_bracketed, text)


_REFERENCES = re.compile(r"(?:&#(?:[xX][0-9a-fA-F]+|[0-9]+);?)+")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_NOT_A_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ufffe\uffff]")


def _references(run: re.Match[str]) -> str:
    """Rewrite a run of references if one is impossible: a control, a surrogate, too large.

    Two surrogates in a row are one character: `&#xD83D;&#xDE80;` becomes `&#128640;`.
    """
    characters = "".join(_character(*found.groups()) for found in _REFERENCE.finditer(run[0]))
    if not _NOT_A_CHARACTER.search(characters) and "\ufffd" not in characters:
        return run[0]
    joined = characters.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(map(_reference, joined))


def _character(sixteen: str | None, ten: str | None) -> str:
    digits = (sixteen or ten or "").lstrip("0") or "0"
    if len(digits) > 7:
        return "\ufffd"
    code = int(digits, 16 if sixteen else 10)
    return chr(code) if code <= 0x10FFFF else "\ufffd"


def _reference(character: str) -> str:
    if "\x80" <= character <= "\x9f":
        return character.encode("latin-1").decode("windows-1252", "replace")
    if _NOT_A_CHARACTER.match(character):
        return "\ufffd"
    return f"&#{ord(character)};"


_DATA = r"<!\[CDATA\[[^\]]*(?:\](?!\]>)[^\]]*)*(?:\]\]>|$)"
_LOOSE = re.compile(
    rf"{_DATA}|&(?!(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9a-fA-F]+);)"
    r"(?:([A-Za-z]\w{1,30};)|(#\d+|#[xX][0-9a-fA-F]+))?",
    re.DOTALL,
)


def _ampersand(found: re.Match[str]) -> str:
    """Escape an ampersand that begins no entity, and write HTML's entities as numbers.

    An entity ends with a semicolon: the `&lang=ru` of an address is none.
    """
    named, numbered = found.groups()
    if not found[0].startswith("&"):
        return found[0]
    if numbered:
        return f"&{numbered};"
    if named in html5:
        return "".join(f"&#{ord(character)};" for character in html5[named])
    return f"&amp;{named or ''}"


_MAYBE_EMPTY = re.compile(
    r"<link\s*/>|<link\s*>\s*(?:</link|<!\[CDATA\[\s*\]\]>|#|[jJ])|<link[^<>]*href\s*=\s*[\"']\s*[\"']"
)
"""Tried first because it is cheap, and most documents have no empty link."""
_EMPTY_LINK = re.compile(
    rf"{_DATA}|<link\s*/>|<link(?:\s[^<>]*)?\shref\s*=\s*(?:\"\s*\"|'\s*')[^<>]*/?>"
    r"|<link\s*>\s*(?:<!\[CDATA\[\s*\]\]>|#[^<]*|javascript:[^<]*)?\s*</link\s*>",
    re.DOTALL | re.IGNORECASE,
)


def _kept_data(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<!") else ""


_PERSON = re.compile(
    r"<(author|contributor)\b[^<>]*(?<!/)>[^<]*(?:<(?!/\1)[^<>]*>[^<]*){0,40}</\1\s*>",
    re.IGNORECASE,
)
_LINK = re.compile(r"<link\b[^<>]*(?:/>|>[^<]*</link\s*>)", re.IGNORECASE)


def _without_links(person: re.Match[str]) -> str:
    """Remove the author's links: feedparser would take them for the entry's."""
    return _LINK.sub("", person[0])


_CAPTION = re.compile(r"<(/?)media:description\b[^<>]*?(/?)>")
"""feedparser takes the description of a picture for that of its entry. Renamed, and without
attributes, the element is kept apart as `media_caption`.
"""

_TITLE = re.compile(
    r"(<title(?:\s(?![^<>]*xhtml)[^<>]*)?(?<!/)>)([^<]*<(?!/title)(?:(?!</title).){0,2000})(</title)",
    re.DOTALL | re.IGNORECASE,
)


def _bracketed(title: re.Match[str]) -> str:
    """Escape the unescaped markup of a title; `brackets` decides later which of it is text."""
    opening, text, closing = title.groups()
    if "<![CDATA[" in text:
        return title[0]
    return opening + text.replace("<", "&lt;") + closing

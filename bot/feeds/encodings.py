"""Decodes a document by its bytes first and its declared encoding second.

Rule 1: valid UTF-8 with non-ASCII letters is UTF-8.
Rule 2: any bytes decode in every Cyrillic encoding, so the one that yields the most common
lower-case Russian letters wins.
"""

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OPENINGS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
_CYRILLIC = ("windows-1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic")
_NEVER = frozenset(
    {"utf-7", "punycode", "idna", "undefined", "unicode-escape", "raw-unicode-escape"}
)
"""Codecs that no document uses, or that hide markup from code that looks at the bytes."""

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_XML = re.compile(
    rb"""^\s*(<\?xml[^>]{0,200}?)(\sencoding\s*=\s*["']([\w.:-]{1,40})["'])""", re.IGNORECASE
)
_COMMON = re.compile("[оеаинтсрвлкмдпу]")
_LETTERS = re.compile("[\u0400-\u04ff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_SAMPLE = 200_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode the bytes of a document."""

    name: str
    note: str = ""
    """What is wrong with the document's encoding, for the feed's health; mostly empty."""
    twice: bool = False
    """Whether UTF-8 was read as windows-1252 and encoded as UTF-8 again."""

    def text(self, document: bytes) -> str:
        """Decode the document. Never raises: invalid bytes become U+FFFD."""
        mark = next((mark for mark, _ in _BOMS if document.startswith(mark)), b"")
        text = _decoded(document.removeprefix(mark), self.name)
        return _decoded_once_more(text) if self.twice else text


def encoding_of(document: bytes, content_type: str) -> Encoding:
    """Return the encoding of a document, by its bytes, `content_type` and XML declaration.

    `content_type` is the header of the HTTP response. Where the bytes contradict the two
    declarations, the bytes are right.
    """
    for mark, name in _BOMS:
        if document.startswith(mark):
            return Encoding(name)
    opening = document[:64].lstrip()[:4]
    for start, name in _OPENINGS:
        if opening.startswith(start):
            return Encoding(name)
    declared = _declared(document, content_type)
    if _is_utf8(document) and not declared.startswith(("iso2022", "hz")):
        return _utf8(document, declared)
    return _eight_bits(document, declared)


def declaration(document: bytes) -> str:
    """Return the encoding an XML declaration names, in Python's spelling; "" if none."""
    found = _XML.match(document[:400].removeprefix(codecs.BOM_UTF8))
    return _codec(found[3].decode("ascii")) if found else ""


def _declared(document: bytes, content_type: str) -> str:
    """Return the declared encoding: the HTTP header's, else the document's.

    text/xml without a charset would mean ASCII (RFC 2376); no feed means that.
    """
    found = _CHARSET.search(content_type)
    return (_codec(found[1]) if found else "") or declaration(document)


def _codec(name: str) -> str:
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    unusable = codec.name in _NEVER or not getattr(codec, "_is_text_encoding", True)
    return "" if unusable else codec.name


def _is_utf8(document: bytes) -> bool:
    try:
        document.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(document) - 4  # only the last character is cut
    return True


def _decoded(document: bytes, name: str) -> str:
    """Decode the document; surrogates that were encoded one by one (CESU-8) are joined."""
    if name == "utf-8" and _SURROGATES.search(document):
        text = document.decode("utf-8", "surrogatepass" if _is_cesu8(document) else "replace")
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return document.decode(name, "replace")


_SURROGATES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf]")


def _is_cesu8(document: bytes) -> bool:
    try:
        document.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _utf8(document: bytes, declared: str) -> Encoding:
    text = document.decode("utf-8", "replace")
    if _is_encoded_twice(text):
        return Encoding("utf-8", "was encoded twice", twice=True)
    mislabelled = declared not in {"", "utf-8", "ascii"} and not text.isascii()
    return Encoding("utf-8", f"says {declared}, is utf-8" if mislabelled else "")


_TWICE = re.compile("[ÐÑ][\u0080-\u00bf\u0152-\u2122]")


def _is_encoded_twice(text: str) -> bool:
    sample = text[:_SAMPLE]
    if "Ð" not in sample and "Ñ" not in sample:
        return False
    pairs = sum(1 for _ in _TWICE.finditer(sample))
    if pairs < _PAIRS or _LETTERS.search(sample):
        return False
    return _decoded_once_more(sample).count("\ufffd") * 20 < pairs


_PAIRS = 20


def _decoded_once_more(text: str) -> str:
    return b"".join(map(_one_byte, text)).decode("utf-8", "replace")


def _one_byte(character: str) -> bytes:
    if character < "\u0100":
        return character.encode("latin-1")
    return character.encode("windows-1252", "ignore") or character.encode("utf-8", "replace")


def _eight_bits(document: bytes, declared: str) -> Encoding:
    """Return the encoding of a document that is not UTF-8: the declared one, unless the bytes are
    plainly in another.
    """
    sample = document[:_SAMPLE]
    if _is_cesu8(document) or (declared in {"", "utf-8"} and _mostly_utf8(sample)):
        return Encoding("utf-8", "has broken characters")
    name = _cyrillic(sample, declared)
    if not name:
        name = "windows-1252" if declared in _NOT_THESE else declared
    same = not declared or codecs.lookup(name).name in {declared, _LATIN.get(declared)}
    return Encoding(name, "" if same else f"says {declared}, is {name}")


_LATIN = {"iso8859-1": "cp1252"}
_NOT_THESE = {"", "utf-8", "ascii", "utf-16", "utf-32", "iso8859-1"}


def _mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    beyond = sum(1 for character in text if character > "\x7f")
    return text.count("\ufffd") * 5 < beyond


def _cyrillic(sample: bytes, declared: str) -> str:
    """Return the Cyrillic encoding of a sample, or "".

    A Cyrillic word is a run of bytes above 0x7F; Western texts have one or two of them among
    ASCII letters. So most high bytes must stand in runs of three or more.
    """
    if declared and declared not in _OFTEN_WRONG:
        return ""
    runs = [len(run) for run in _HIGH.findall(sample)]
    if sum(run for run in runs if run >= 3) * 10 <= sum(runs) * 6:
        return ""
    best = max(_CYRILLIC, key=lambda name: _russian(sample, name) * _bonus(name, declared))
    return best if _russian(sample, best) * 2 > sum(runs) else ""


_OFTEN_WRONG = {codecs.lookup(name).name for name in _CYRILLIC} | {
    "utf-8",
    "ascii",
    "iso8859-1",
    "cp1252",
    "utf-16",
    "utf-32",
}


def _russian(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    return len(_COMMON.findall(text)) + 0.1 * len(_LETTERS.findall(text))


def _bonus(name: str, declared: str) -> float:
    return 1.2 if codecs.lookup(name).name == declared else 1.0

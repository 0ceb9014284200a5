"""Malformed documents, and what should be read in them: tables for the tests."""

from datetime import UTC, datetime

from bot.feeds.child_protocol import Document, Order
from bot.feeds.parsers import Parsers

TITLE = "Роскосмос сообщил о стыковке корабля Союз с МКС, экипаж перешёл на станцию"

_ACTUAL = ("utf-8", "windows-1251", "koi8-r", "iso8859-5", "utf-16-le", "utf-16-be")
_DECLARED = ("", "utf-8", "windows-1251", "koi8-r", "iso-8859-1", "us-ascii", "utf-16", "bogus-1")


def in_encoding(actual: str, declared: str, bom: bool = False) -> bytes:
    label = f' encoding="{declared}"' if declared else ""
    text = f'<?xml version="1.0"{label}?>{rss(f"<title>{TITLE}</title>")}'
    return ("\ufeff" if bom else "").encode(actual) + text.encode(actual, "replace")


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><entry>{}</entry></feed>'


def rss(inside: str) -> str:
    return (
        '<rss version="2.0"><channel><title>t</title><link>https://news.example/</link>'
        f"<item>{inside}</item></channel></rss>"
    )


ENCODED: dict[str, tuple[bytes, str]] = {
    **{
        f"{actual} declared as {declared or 'nothing'}": (in_encoding(actual, declared), "")
        for actual in _ACTUAL
        for declared in _DECLARED
    },
    **{
        f"{actual}, says HTTP {said}": (in_encoding(actual, "utf-8"), f"text/xml; charset={said}")
        for actual in ("utf-8", "windows-1251", "koi8-r")
        for said in ("utf-8", "windows-1251", "koi8-r", "iso-8859-1", "undefined", '"')
    },
    **{
        f"{actual} with a mark": (in_encoding(actual, "utf-8", bom=True), "text/xml")
        for actual in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    },
    "utf-8 declared as utf-7": (in_encoding("utf-8", "utf-7"), ""),
    "utf-8 declared as punycode": (in_encoding("utf-8", "punycode"), ""),
    "utf-8 declared as undefined": (in_encoding("utf-8", "undefined"), ""),
    "utf-8 with one broken byte": (
        in_encoding("utf-8", "utf-8").replace(b"</channel>", b"<x>\xff</x></channel>"),
        "",
    ),
    "utf-8 that was read as windows-1252": (
        in_encoding("utf-8", "utf-8").replace(
            TITLE.encode(),
            "".join(
                bytes([byte]).decode("windows-1252", "ignore") or chr(byte)
                for byte in TITLE.encode()
            ).encode(),
        ),
        "",
    ),
    "after blank lines": (b"\n\n  " + in_encoding("utf-8", "utf-8"), ""),
    "with a form feed in it": (
        in_encoding("utf-8", "utf-8").replace(b"<item>", b"\x0c<item>"),
        "",
    ),
}

SEEN = datetime(2022, 7, 26, 12, tzinfo=UTC)
ORDER = Order(feed="tass", url="https://tass.example/news/rss", seen=SEEN, language="en")


async def read(parsers: Parsers, body: bytes | str, order: Order = ORDER) -> Document:
    """Parse a document in a real child; fail if it cannot be read."""
    found = await parsers.parse(body.encode() if isinstance(body, str) else body, order)
    assert isinstance(found, Document), found
    return found


_AT = datetime(2022, 7, 26, 11, tzinfo=UTC)
_DAY = datetime(2022, 7, 26, tzinfo=UTC)

DATES: dict[str, datetime | None] = {
    "Tue, 26 Jul 2022 11:00:00 GMT": _AT,
    "Tue, 26 Jul 2022 11:00:00 +0000": _AT,
    "Tue, 26 Jul 2022 14:00:00 MSK": _AT,
    "Tue, 26 Jul 2022 14:00:00 МСК": _AT,
    "Tue, 26 Jul 2022 14:00:00 +0300": _AT,
    "Tue, 26 Jul 2022 14:00:00 +03:00": _AT,
    "Tue, 26 Jul 2022 14:00 GMT+3": _AT,
    "Tue, 26 Jul 2022 07:00:00 EDT": _AT,
    "Tue, 26 Jul 2022 13:00:00 CEST": _AT,
    "Tue, 26 Jul 2022 16:30:00 IST": _AT,
    "tue, 26 jul 2022 11:00:00 gmt": _AT,
    "Mon, 26 Jul 2022 11:00:00 GMT": _AT,
    "26 Jul 2022 11:00:00 GMT": _AT,
    "26 Jul 22 11:00 GMT": _AT,
    "Tuesday, 26 July 2022 11:00:00 GMT": _AT,
    "Tuesday, 26-Jul-22 11:00:00 GMT": _AT,
    "Tue Jul 26 11:00:00 2022": _AT,
    "Tue Jul 26 11:00:00 UTC 2022": _AT,
    "July 26, 2022 11:00 AM GMT": _AT,
    "Jul 26, 2022 7:00 a.m. EDT": _AT,
    "26 июля 2022 14:00": _AT,
    "26 июля 2022, 14:00 МСК": _AT,
    "26 июля 2022 г., 14:00": _AT,
    "26 июля 2022 года в 14:00": _AT,
    "Вт, 26 июл 2022 14:00:00 +0300": _AT,
    "Вторник, 26 июля 2022, 14:00": _AT,
    "26.07.2022 11:00": _AT,
    "26.07.2022 14:00:00 +0300": _AT,
    "26/07/2022 11:00": _AT,
    "2022-07-26T11:00:00Z": _AT,
    "2022-07-26T11:00:00.123456Z": _AT,
    "2022-07-26T14:00:00+03:00": _AT,
    "2022-07-26T14:00:00+0300": _AT,
    "2022-07-26 11:00:00": _AT,
    "2022-07-26 14:00 MSK": _AT,
    "2022/07/26 11:00:00": _AT,
    "20220726T110000Z": _AT,
    "1658833200": _AT,
    "1658833200000": _AT,
    "1658833200.5": _AT,
    "2022-07-26": _DAY,
    "20220726": _DAY,
    "26 июля 2022": datetime(2022, 7, 25, 21, tzinfo=UTC),
    "Mon, 25 Jul 2022 24:00:00 GMT": _DAY,
    "2022-07-25T24:00:00Z": _DAY,
    "2022-07-25T23:59:60Z": _DAY,
    "2099-01-01T00:00:00Z": SEEN,
    "Tue, 26 Jul 2099 11:00:00 GMT": SEEN,
    "9999-12-31T23:59:59Z": SEEN,
    "4102444800": SEEN,
    "9999-12-31T24:00:00Z": None,
    "10000-01-01T00:00:00Z": None,
    "0000-00-00T00:00:00Z": None,
    "0001-01-01T00:00:00Z": None,
    "Thu, 01 Jan 1970 00:00:00 GMT": None,
    "-62135596800": None,
    "31 Feb 2022 11:00 GMT": None,
    "2022-13-45": None,
    "yesterday": None,
    "вчера, 14:00": None,
    "": None,
    "9" * 400: None,
    "Tue, 26 Jul 2022 99:99:99 GMT": None,
}

TITLES: dict[str, str] = {
    "Soyuz docks": "Soyuz docks",
    "  Soyuz \n\t docks ": "Soyuz docks",
    "<![CDATA[Soyuz docks]]>": "Soyuz docks",
    "<![CDATA[ <b>Soyuz</b> docks ]]>": "Soyuz docks",
    "&lt;![CDATA[Soyuz docks]]&gt;": "Soyuz docks",
    "Soyuz &amp; Progress": "Soyuz & Progress",
    "Soyuz &amp;amp; Progress": "Soyuz & Progress",
    "Soyuz &amp;amp;amp; Progress": "Soyuz & Progress",
    "<![CDATA[Soyuz &amp; Progress]]>": "Soyuz & Progress",
    "<![CDATA[Soyuz & Progress]]>": "Soyuz & Progress",
    "&lt;b&gt;Soyuz&lt;/b&gt; docks": "Soyuz docks",
    "&amp;lt;b&amp;gt;Soyuz&amp;lt;/b&amp;gt; docks": "Soyuz docks",
    "&lt;p&gt;Soyuz&lt;/p&gt;&lt;p&gt;docks&lt;/p&gt;": "Soyuz docks",
    "Soyuz&lt;br&gt;docks": "Soyuz docks",
    "Soyuz&lt;br/&gt;docks": "Soyuz docks",
    "&lt;td&gt;Soyuz&lt;/td&gt;&lt;td&gt;docks&lt;/td&gt;": "Soyuz docks",
    "&lt;li&gt;Soyuz&lt;li&gt;docks": "Soyuz docks",
    "H&lt;sub&gt;2&lt;/sub&gt;O leaks": "H2O leaks",
    "So&lt;i&gt;yuz&lt;/i&gt; docks": "Soyuz docks",
    "&#1057;оюз": "Союз",
    "&#x421;оюз": "Союз",
    "&amp;#1057;оюз": "Союз",
    "&laquo;Союз&raquo;": "«Союз»",
    "&amp;laquo;Союз&amp;raquo;": "«Союз»",
    "Soyuz&nbsp;docks": "Soyuz docks",
    "Soyuz&#160;docks": "Soyuz docks",
    "Soyuz&#146;s crew": "Soyuz’s crew",
    "Soyuz&#x92;s crew": "Soyuz’s crew",
    "&amp;quot;Soyuz&amp;quot;": '"Soyuz"',
    "Soyuz &amp;mdash; docks": "Soyuz — docks",
    "5 &lt; 6": "5 < 6",
    "a &lt; b &gt; c": "a < b > c",
    "AT&amp;T": "AT&T",
    "Soyuz\u202edocks\u202c": "Soyuzdocks",
    "So\u200byuz docks": "Soyuz docks",
    "So\u00adyuz docks": "Soyuz docks",
    "\ufeffSoyuz docks": "Soyuz docks",
    "Soyuz\u2066 docks\u2069": "Soyuz docks",
    "Soyuz\U000e0041\U000e0042 docks": "Soyuz docks",
    "Soyuz\u2028docks": "Soyuz docks",
    "Soyuz&#8238;docks": "Soyuzdocks",
    "Soyuz&#x200B; docks": "Soyuz docks",
    "Soyuz&#0; docks": "Soyuz\ufffd docks",
    "Soyuz &#xD83D;&#xDE80;": "Soyuz 🚀",
    "Soyuz &#55357;&#56960;": "Soyuz 🚀",
    "Soyuz 🚀": "Soyuz 🚀",
    "Soyuz &#xD83D; docks": "Soyuz \ufffd docks",
    "Soyuz &#x110000; docks": "Soyuz \ufffd docks",
    f"Soyuz &#{'9' * 400}; docks": "Soyuz \ufffd docks",
    f"Soyuz &#x{'f' * 400}; docks": "Soyuz \ufffd docks",
    "Soyuz &#xFFFE; docks": "Soyuz \ufffd docks",
    "Soyuz &#27;[31m docks": "Soyuz \ufffd[31m docks",
    "Soyuz &unknown; docks": "Soyuz &unknown; docks",
    "Soyuz &; docks": "Soyuz &; docks",
    "Soyuz & docks": "Soyuz & docks",
    "&lt;script&gt;alert(1)&lt;/script&gt;Soyuz docks": "Soyuz docks",
    "&lt;style&gt;p{}&lt;/style&gt;Soyuz docks": "Soyuz docks",
    "&lt;img src=x onerror=alert(1)&gt;Soyuz docks": "Soyuz docks",
    "&lt;!-- x --&gt;Soyuz docks": "Soyuz docks",
    "&lt;a href='tg://user?id=1'&gt;Soyuz&lt;/a&gt; docks": "Soyuz docks",
    "{soyuz} {{ docks }} {% if %}": "{soyuz} {{ docks }} {% if %}",
    "Союз\r\nстыковка": "Союз стыковка",
}

_CANARY = "{canary}"
ATTACKS: dict[str, str] = {
    "an external general entity": '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an external entity over HTTP": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{_CANARY}">]>',
    "a parameter entity": f'<!DOCTYPE rss [<!ENTITY % x SYSTEM "{_CANARY}"> %x;]>',
    "a public entity": f'<!DOCTYPE rss [<!ENTITY x PUBLIC "a" "{_CANARY}">]>',
    "an external DTD": f'<!DOCTYPE rss SYSTEM "{_CANARY}">',
    "a public external DTD": f'<!DOCTYPE rss PUBLIC "-//x" "{_CANARY}">',
    "a stylesheet": f'<?xml-stylesheet type="text/xsl" href="{_CANARY}"?>',
    "a notation": f'<!DOCTYPE rss [<!NOTATION n SYSTEM "{_CANARY}">]>',
    "an unparsed entity": f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{_CANARY}" NDATA n>]>',
    "an entity of a program": '<!DOCTYPE rss [<!ENTITY x SYSTEM "expect://id">]>',
    "an entity of gopher": '<!DOCTYPE rss [<!ENTITY x SYSTEM "gopher://127.0.0.1/">]>',
    "an entity of an archive": '<!DOCTYPE rss [<!ENTITY x SYSTEM "jar:file:///a!/b">]>',
    "entities in a circle": '<!DOCTYPE rss [<!ENTITY x "&y;"><!ENTITY y "&x;">]>',
    "a billion laughs": "<!DOCTYPE rss [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "<!ENTITY x '&a11;'>]>",
    "a quadratic blow-up": f"<!DOCTYPE rss [<!ENTITY x '{'a' * 100_000}'>]>",
}


def an_attack(prologue: str, canary: str) -> bytes:
    used = "&x;" * 100
    document = rss(f"<title>Soyuz {used} docks</title><link>https://news.example/1</link>")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{canary}"/>'
    return (
        prologue.replace(_CANARY, canary) + document.replace("<item>", include + "<item>")
    ).encode()

"""Links of items as feeds write them, and the addresses that a browser would open."""

import pytest

from bot.core.types import Entry
from bot.feeds.child_protocol import Document, Order
from bot.feeds.feed_document import read_document
from tests.build import NOON

ORDER = Order(feed="orbit", url="https://feeds.proxy.example/orbit/rss.xml", seen=NOON)
SITE = "https://www.orbit.example/"


def entry(body: str) -> Entry:
    found = read_document(body.encode(), ORDER)
    assert isinstance(found, Document), found
    return found.entries[0]


def rss(inside: str, site: str = SITE, attributes: str = "") -> str:
    return (
        '<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
        ' xmlns:atom="http://www.w3.org/2005/Atom" xmlns:pheedo="http://www.pheedo.com/namespace/'
        f'pheedo"{attributes}><channel><title>t</title><link>{site}</link><item><title>One two'
        f"</title>{inside}</item></channel></rss>"
    )


def atom(inside: str, top: str = "") -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:feedburner="http://rssnamespace.org/'
        f'feedburner/ext/1.0">{top}<title>t</title><entry><title>One two</title>{inside}</entry>'
        "</feed>"
    )


RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/'
    '1.0/"><channel rdf:about="a"><title>t</title><link>https://c.example/</link></channel>'
    '<item rdf:about="{}"><title>One two</title>{}</item></rdf:RDF>'
)
JSON = '{{"version": "https://jsonfeed.org/version/1", "home_page_url": "{}", "items": [{{{}}}]}}'

GUIDS: dict[str, tuple[str, str | None]] = {
    "empty link": (rss("<link></link><guid>https://o.example/1</guid>"), "https://o.example/1"),
    "blank link": (rss("<link> \n </link><guid>https://o.example/1</guid>"), "https://o.example/1"),
    "no link in data": (
        rss("<link><![CDATA[ ]]></link><guid>https://o.example/1</guid>"), "https://o.example/1"
    ),
    "empty link after the guid": (
        rss("<guid>https://o.example/1</guid><link/>"), "https://o.example/1"
    ),
    "a mark for a link": (
        rss("<link>#</link><guid>https://o.example/1</guid>"), "https://o.example/1"
    ),
    "a script for a link": (
        rss("<link>javascript:void(0)</link><guid>https://o.example/1</guid>"),
        "https://o.example/1",
    ),
    "a guid in data": (
        rss("<link/><guid><![CDATA[https://o.example/1]]></guid>"), "https://o.example/1"
    ),
    "a guid without a scheme": (
        rss('<guid isPermaLink="true">orbit.example/1</guid>'), "https://orbit.example/1"
    ),
    "no permalink": (rss('<guid isPermaLink="false">https://o.example/node/1</guid>'), None),
    "no permalink, in capitals": (
        rss('<guid isPermaLink="False">https://o.example/node/1</guid>'), None
    ),
    "no permalink, beside an empty link": (
        rss('<link/><guid isPermaLink="false">https://o.example/node/1</guid>'), None
    ),
    "a number": (rss("<guid>12345</guid>"), None),
    "a name": (rss("<guid>urn:uuid:6</guid>"), None),
    "comments only": (rss("<comments>https://o.example/1#comments</comments>"), None),
    "an id of Atom": (atom("<id>https://o.example/1</id>"), "https://o.example/1"),
    "an id of Atom beside an empty link": (
        atom('<id>https://o.example/1</id><link href=""/>'), "https://o.example/1"
    ),
    "a tag of Atom": (atom("<id>tag:o.example,2026:8</id>"), None),
    "what an RDF item is about": (RDF.format("https://o.example/1", ""), "https://o.example/1"),
    "an id of JSON Feed": (
        JSON.format("", '"id": "https://o.example/1", "title": "T"'), "https://o.example/1"
    ),
}  # fmt: skip

RELATIVE: dict[str, tuple[str, str | None]] = {
    "from the root": (rss("<link>/news/1</link>"), f"{SITE}news/1"),
    "from a folder": (rss("<link>2</link>", f"{SITE}news/"), f"{SITE}news/2"),
    "a query": (rss("<link>?id=3</link>", f"{SITE}index.php"), f"{SITE}index.php?id=3"),
    "upwards": (rss("<link>../up/1</link>", f"{SITE}a/b/"), f"{SITE}a/up/1"),
    "with a base": (
        rss("<link>/news/4</link>", attributes=' xml:base="https://base.example/"'),
        "https://base.example/news/4",
    ),
    "the site's own is relative": (
        rss("<link>/news/5</link>", "/"), "https://feeds.proxy.example/news/5"
    ),
    "the site has no scheme": (rss("<link>/news/6</link>", "www.orbit.example"), f"{SITE}news/6"),
    "the site is no address": (
        rss("<link>/news/6</link>", "Orbit News"), "https://feeds.proxy.example/news/6"
    ),
    "the site comes last": (
        "<rss><channel><item><title>T</title><link>/n/1</link></item>"
        "<link>https://late.example/</link></channel></rss>",
        "https://late.example/n/1",
    ),
    "a picture comes before the site": (
        "<rss><channel><image><link>https://img.example/</link></image><link>https://c.example/"
        "</link><item><title>T</title><link>/n</link></item></channel></rss>",
        "https://c.example/n",
    ),
    "RDF": (RDF.format("x", "<link>/n</link>"), "https://c.example/n"),
    "Atom with a page": (
        atom('<link href="/a/1"/>', '<link rel="alternate" href="https://c.example/blog/"/>'),
        "https://c.example/a/1",
    ),
    "Atom with itself only": (
        atom('<link href="/a/1"/>', '<link rel="self" href="https://c.example/atom.xml"/>'),
        "https://feeds.proxy.example/a/1",
    ),
    "JSON Feed": (
        JSON.format("https://c.example/", '"id": "1", "url": "/n/1", "title": "T"'),
        "https://c.example/n/1",
    ),
}  # fmt: skip

CHOSEN: dict[str, tuple[str, str | None]] = {
    "beside an id that is no address": (
        atom('<id>t3_186yx</id><link href="https://o.example/1"/>'), "https://o.example/1"
    ),
    "beside an id that is another address": (
        atom('<id>https://o.example/id</id><link href="https://o.example/1"/>'),
        "https://o.example/1",
    ),
    "the original behind a counter": (
        rss("<link>https://p.example/~r/1</link><feedburner:origLink>https://o.example/real"
            "</feedburner:origLink>"),
        "https://o.example/real",
    ),
    "the original before a counter": (
        rss("<feedburner:origLink>https://o.example/real</feedburner:origLink>"
            "<link>https://p.example/~r/1</link>"),
        "https://o.example/real",
    ),
    "the original in Atom": (
        atom('<link href="https://p.example/1"/><feedburner:origLink>https://o.example/real'
             "</feedburner:origLink>"),
        "https://o.example/real",
    ),
    "an original that is empty": (
        rss("<link>https://o.example/1</link><feedburner:origLink></feedburner:origLink>"),
        "https://o.example/1",
    ),
    "the original of another counter": (
        rss("<link>https://p.example/1</link><pheedo:origLink>https://o.example/real"
            "</pheedo:origLink>"),
        "https://o.example/real",
    ),
    "of Atom in RSS": (rss('<atom:link href="https://o.example/1"/>'), "https://o.example/1"),
    "beside itself": (
        rss('<atom:link rel="self" href="https://o.example/self.xml"/>'
            "<link>https://o.example/1</link>"),
        "https://o.example/1",
    ),
    "the first of two": (
        rss("<link>https://o.example/1</link><link>https://o.example/2</link>"),
        "https://o.example/1",
    ),
    "not that of an author": (
        rss("<link>https://o.example/1</link><author><name>N</name><link>https://people.example/n"
            "</link></author>"),
        "https://o.example/1",
    ),
    "not that of an author before it": (
        rss("<author><name>N</name><link>https://people.example/n</link></author>"
            "<link>https://o.example/1</link>"),
        "https://o.example/1",
    ),
    "not that of an author without another": (
        rss("<author><link>https://people.example/n</link></author>"
            "<guid>https://o.example/1</guid>"),
        "https://o.example/1",
    ),
    "not that of its source": (
        atom('<source><link href="https://src.example/"/></source>'
             '<link href="https://o.example/1"/>'),
        "https://o.example/1",
    ),
    "not that of a picture": (
        rss("<link>https://o.example/1</link><image><link>https://i.example/</link></image>"),
        "https://o.example/1",
    ),
    "not replies": (
        atom('<link rel="replies" href="https://o.example/r"/>'
             '<link rel="alternate" href="https://o.example/1"/>'),
        "https://o.example/1",
    ),
    "a page rather than data": (
        atom('<link rel="alternate" type="application/json" href="https://o.example/j"/>'
             '<link rel="alternate" type="text/html" href="https://o.example/1"/>'),
        "https://o.example/1",
    ),
    "what is enclosed rather than edited": (
        atom('<link rel="edit" href="https://o.example/e"/>'
             '<link rel="enclosure" href="https://o.example/1.mp3"/>'),
        "https://o.example/1.mp3",
    ),
}  # fmt: skip

SPELLED: dict[str, str] = {
    "orbit.example/n/1": "https://orbit.example/n/1",
    "www.orbit.example/n/1?x=1": "https://www.orbit.example/n/1?x=1",
    "orbit.example:8080/n": "https://orbit.example:8080/n",
    "orbit.example": "https://orbit.example",
    "орбита.рф/новости/1": "https://орбита.рф/новости/1",
    "//cdn.orbit.example/n": "https://cdn.orbit.example/n",
    "article.html": f"{SITE}article.html",
    "index.php?id=4": f"{SITE}index.php?id=4",
    "v1.2/notes": f"{SITE}v1.2/notes",
    "https:/orbit.example/n": "https://orbit.example/n",
    "http://https://orbit.example/n": "https://orbit.example/n",
    "https:///orbit.example/n": "https://orbit.example/n",
    "HTTPS://Orbit.example/N": "https://Orbit.example/N",
    "https:\\\\orbit.example\\n": "https://orbit.example/n",
    "https://orbit.example/my news": "https://orbit.example/my%20news",
    "https://orbit.ex\n   ample/n": "https://orbit.example/n",
    "<![CDATA[\n\t https://orbit.example/n \n]]>": "https://orbit.example/n",
    "&lt;https://orbit.example/n&gt;": "https://orbit.example/n",
    "&lt;a href=&quot;https://orbit.example/n&quot;&gt;x&lt;/a&gt;": "https://orbit.example/n",
    '"https://orbit.example/n"': "https://orbit.example/n",
    "https://web.example/save/https://orbit.example/": (
        "https://web.example/save/https://orbit.example/"
    ),
}


@pytest.mark.parametrize("what", GUIDS)
def test_a_guid_is_the_link_where_there_is_no_other(what: str) -> None:
    body, expected = GUIDS[what]
    assert entry(body).url == expected


@pytest.mark.parametrize("what", RELATIVE)
def test_relative_links_start_at_the_feeds_own_page(what: str) -> None:
    body, expected = RELATIVE[what]
    assert entry(body).url == expected


@pytest.mark.parametrize("what", CHOSEN)
def test_of_several_links_the_page_of_the_item_is_taken(what: str) -> None:
    body, expected = CHOSEN[what]
    assert entry(body).url == expected


@pytest.mark.parametrize("said", SPELLED)
def test_a_link_is_read_as_a_browser_would(said: str) -> None:
    assert entry(rss(f"<link>{said}</link>")).url == SPELLED[said]


PARAMETERS = (
    *("copy", "section", "reg", "lang", "times", "currency", "notify", "order", "para", "part"),
    *("not", "deg", "micro", "yen", "cent", "pound", "thorn", "shy", "uml", "amp", "lt", "gt"),
    *("quot", "image", "prod", "sum", "int", "angle", "and", "or", "cap", "cup", "sub", "ne"),
    *("le", "ge", "phi", "psi", "rho", "pi", "mu", "nu", "alpha", "beta", "theta", "middot"),
    *("divide", "frac12", "region", "sect1", "ltr"),
)
ESCAPED = {"raw": "&", "once": "&amp;", "twice": "&amp;amp;", "by number": "&#38;"}


@pytest.mark.parametrize("how", ESCAPED)
@pytest.mark.parametrize("name", PARAMETERS)
def test_no_parameter_of_a_link_becomes_a_character(name: str, how: str) -> None:
    url = f"https://orbit.example/p?a=1&{name}=2&{name}&b=3"
    written = url.replace("&", ESCAPED[how])
    in_data = f"<![CDATA[{url}]]>"
    bodies = (
        rss(f"<link>{written}</link>"),
        rss(f"<guid>{written}</guid>"),
        rss(f"<link>{in_data}</link>"),
        atom(f'<link href="{written}"/>'),
    )
    assert [entry(body).url for body in bodies] == [url] * len(bodies)


@pytest.mark.parametrize("name", PARAMETERS[:8])
def test_no_parameter_of_a_link_in_a_body_becomes_a_character(name: str) -> None:
    url = f"https://orbit.example/p?a=1&{name}=2"
    body = f"&lt;a href='{url.replace('&', '&amp;')}'&gt;x&lt;/a&gt;"
    assert entry(rss(f"<description>{body}</description>")).links == (url,)

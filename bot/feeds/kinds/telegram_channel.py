"""Reads the page of a public Telegram channel, t.me/s/NAME: some 20 posts, the newest last.

Rule 1: only a post's own words are its text: no quote of a reply, no label, no button.
Rule 2: a page without posts is a failure that says why; only a new channel's empty page is none.
"""

import re
from dataclasses import replace
from html import escape

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.core.reasons.feed_failures import FeedFailure
from bot.core.types import Reason
from bot.core.types.feed import forwarded_from
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.encodings import encoding_of
from bot.feeds.items import FINGERPRINT
from bot.feeds.kinds.documents import document_of, is_cut
from bot.feeds.links import absolute
from bot.feeds.nesting import html_tree
from bot.feeds.parser import page_title
from bot.feeds.plain import plain
from bot.feeds.raw_items import RawItem

_LONGEST_HEADLINE = 200
_POST = "[data-post]"
_WRAP = '<div class="tgme_widget_message_wrap'
"""Begins each post; they are parsed one by one, which costs a fifth of the page at once."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HASHTAG = re.compile(r"""\shref\s*=\s*["']\?q=[^"']*["']""", re.IGNORECASE)
_WRAPPERS = re.compile(r"^(?:\s*<div\b[^<>]*>)+|(?:</div>\s*)+$")
_NO_WORDS = re.compile(r"https?://\S+|(?<!\w)[#@]\w+|\W+|\d+")
_BLOCKED = re.compile(r"This (?:channel|group)\b[^<]{0,60}\b(?:displayed|used)\b[^<]{0,120}")


def read_channel(body: bytes, order: Order) -> Document | Unreadable:
    """Read the posts of a channel's page."""
    text = encoding_of(body, order.content_type).text(body)
    head, *parts = text.split(_WRAP)
    tree = html_tree(head)
    fragments = [_WRAP + part for part in parts] or [text]
    read = [_raw_item(post, order) for each in fragments for post in html_tree(each).css(_POST)]
    if not read and (refusal := _refusal(html_tree(text), text, order)):
        return Unreadable("no_posts", refusal)
    raw_items = [item for item in read if item is not None]
    named = tree.css_first(".tgme_channel_info_header_title")
    title = _text(named) if named is not None else ""
    found = document_of(raw_items, order, format="telegram", title=title, cut=is_cut(text))
    return _with_older(found, tree, order) if isinstance(found, Document) else found


def _with_older(found: Document, tree: LexborHTMLParser, order: Order) -> Document:
    """Add where the posts before these are, if all of these are new."""
    earlier = tree.css_first("a.tme_messages_more[data-before]")
    if (
        earlier is None
        or not order.known
        or len(found.entries) < len(found.item_hashes) // FINGERPRINT
    ):
        return found
    address = absolute(earlier.attributes.get("href") or "", order.url)
    return replace(found, older=address or "")


def _raw_item(post: LexborNode, order: Order) -> RawItem | None:
    """Read one post; None for one without words, like a sticker or "Channel created"."""
    name = (post.attributes.get("data-post") or "").strip("/")
    if "service_message" in (post.attributes.get("class") or "") or "/" not in name:
        return None
    headline, rest = _words(post)
    if not headline and not rest:
        return None
    date = post.css_first(".tgme_widget_message_date time[datetime], time.time[datetime]")
    return RawItem(
        guid=name,
        link=f"https://t.me/{name}",
        title=headline,
        summary=_forwarded(post, order.language) + rest,
        dates=((date.attributes.get("datetime") or "") if date is not None else "",),
    )


def _words(post: LexborNode) -> tuple[str, str]:
    """Return a post's headline and the markup of its other words.

    The headline is the first line with words in it; of a longer one, `raw_items` takes the first
    sentence. A post that is only an address is told by the preview of its page.
    """
    body = post.css_first(".js-message_text")
    markup = _HASHTAG.sub("", _WRAPPERS.sub("", (body.html or "") if body is not None else ""))
    lines = _BREAK.split(markup)
    for place, line in enumerate(lines):
        headline = plain(line)
        if _NO_WORDS.sub("", headline):
            short = len(headline) <= _LONGEST_HEADLINE
            return headline if short else "", "<p>".join(lines[place + short :])
    return _preview(post)


def _preview(post: LexborNode) -> tuple[str, str]:
    """Return what stands for a post without words: its link's page, or the question of a poll."""
    for title, text in (
        (".link_preview_title", ".link_preview_description"),
        (".tgme_widget_message_poll_question", ""),
    ):
        if (found := post.css_first(title)) is not None and _text(found):
            below = post.css_first(text) if text else None
            link = post.css_first("a.tgme_widget_message_link_preview[href]")
            address = (link.attributes.get("href") or "") if link is not None else ""
            anchor = f'<a href="{escape(address)}"></a>' if address else ""
            return _text(found), escape(_text(below)) + anchor if below is not None else anchor
    return "", ""


def _forwarded(post: LexborNode, language: str) -> str:
    """Return the line that names the first author of a forwarded post."""
    author = post.css_first(".tgme_widget_message_forwarded_from_name")
    if author is None:
        return ""
    address = author.attributes.get("href") or ""
    words = escape(forwarded_from(_text(author), language))
    return f'<p><a href="{escape(address)}">{words}</a>.</p>' if address else f"<p>{words}.</p>"


def _refusal(tree: LexborHTMLParser, text: str, order: Order) -> Reason | None:
    """Return why a page has no posts; None for a new channel, which has none yet."""
    if found := _BLOCKED.search(text):
        return FeedFailure.BLOCKED_CHANNEL(words=plain(found[0]))
    if tree.css_first(".tgme_channel_history") is not None:
        return FeedFailure.NO_POSTS() if order.known else None
    if tree.css_first(".tgme_page") is None:
        return FeedFailure.NOT_A_CHANNEL(what=_other_page(text))
    return _landing(tree, text, order)


def _landing(tree: LexborHTMLParser, text: str, order: Order) -> Reason:
    """Read the page Telegram leads to where it shows no posts; its words tell the cases apart."""
    name = _name(order.url)
    about = _said(tree, ".tgme_page_description, .tgme_page_additional")
    members = _said(tree, ".tgme_page_extra")
    preview = tree.css_first('a[href^="/s/"]')
    if "Telegram: Contact @" in text:
        exists = re.search(r"view posts by|view and join", about)
        return FeedFailure.WITHHELD(name=name) if exists else FeedFailure.NO_CHANNEL(name=name)
    if preview is not None:
        path = preview.attributes.get("href") or ""
        return FeedFailure.A_LANDING_PAGE(url=f"https://t.me{path}")
    if re.search(r"\b(?:members?|online)\b", members):
        return FeedFailure.A_GROUP(name=name)
    if re.search(r"\bsubscribers?\b", members):
        return FeedFailure.NO_PREVIEW(name=name)
    return FeedFailure.A_PRIVATE_CHANNEL()


def _said(tree: LexborHTMLParser, selector: str) -> str:
    return " ".join(_text(node) for node in tree.css(selector))


def _name(url: str) -> str:
    path = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    return f"@{path.lstrip('@+')}"


def _other_page(text: str) -> Reason:
    title = page_title(text)
    return FeedFailure.A_PAGE(title=title) if title else FeedFailure.UNTITLED()


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())

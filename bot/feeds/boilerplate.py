"""Removes text that no journalist wrote from items, by the rules of bot/rules/boilerplate.toml."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from selectolax.lexbor import LexborNode

from bot.feeds.nesting import html_tree

_DATA = Path(__file__).parents[1] / "rules" / "boilerplate.toml"
_TIMES = 8
"""Pieces removed from each end of a text, at most."""
_END = 800
"""Characters at the end of a text that are searched for an ending."""


@dataclass(frozen=True, slots=True)
class _Rules:
    errors: re.Pattern[str]
    no_titles: re.Pattern[str]
    title_openings: re.Pattern[str]
    openings: re.Pattern[str]
    endings: re.Pattern[str]
    closings: re.Pattern[str]
    headings: re.Pattern[str]


def is_error(title: str) -> bool:
    """Whether a program wrote this about itself: a bridge's error, a captcha's question."""
    return bool(_rules().errors.fullmatch(title))


def is_no_title(title: str) -> bool:
    """Whether a title says nothing, like "Untitled"."""
    return bool(_rules().no_titles.fullmatch(title))


def bare_title(title: str, outlets: tuple[str, ...], link: str = "") -> str:
    """Remove what a program put before a title, and the outlet's name behind it."""
    bare = _rules().title_openings.sub("", title)
    names = "|".join(re.escape(outlet) for outlet in outlets if outlet)
    if _AGGREGATED.match(link):
        bare = _LAST.sub("", bare)
    if names:
        bare = re.sub(rf"\s+[|—–-]\s+(?:{names})$", "", bare, flags=re.IGNORECASE)
    return bare.strip() or title


_AGGREGATED = re.compile(r"https?://news\.google\.")
_LAST = re.compile(r"\s+[–-]\s+[^–-]{2,40}$")
"""Google News ends titles with the outlet, whether or not it names a source."""


def without_boilerplate(text: str) -> str:
    """Remove what programs put before and after a plain text."""
    rules = _rules()
    for _ in range(_TIMES):
        opened = rules.openings.sub("", text)
        kept, end = opened[:-_END], opened[-_END:]
        shorter = kept + _without(rules.closings, _without(rules.endings, end))
        if shorter == text:
            break
        text = shorter
    return text


def _without(ending: re.Pattern[str], text: str) -> str:
    """Cut the text where the ending begins.

    Searching lower-cased text is three times as fast as a pattern that ignores case.
    """
    small = text.lower()
    found = ending.search(_BEFORE + (small if len(small) == len(text) else text))
    return text[: max(found.start() - len(_BEFORE), 0)] if found else text


def without_link_lists(markup: str) -> str:
    """Remove the headlines of other articles from a body: a list of links under a heading.

    A body that is nothing but such a list, as aggregators put under every item, becomes "".
    """
    if "<a" not in markup.lower():
        return markup
    tree = html_tree(markup)
    if tree.body is None:
        return markup
    if _is_list_of_outlets(tree.body):
        return ""
    found = [node for node in tree.css(_BLOCKS) if _is_heading(node)]
    for node in found:
        _remove(node)
    return (tree.body.html or "") if found else markup


_BLOCKS = "p, h1, h2, h3, h4, h5, h6, div, li, aside, section, strong, b"
_OUTLET = 60
"""Characters that may stand next to a link in a list: the name of its outlet."""


def _text(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())


def _links(node: LexborNode) -> str:
    return " ".join(_text(link) for link in node.css("a"))


def _is_list_of_outlets(body: LexborNode) -> bool:
    """Whether the body is only links, each with an outlet's name in another colour."""
    if not body.css_matches("a[href]") or not body.css_matches("font[color]"):
        return False
    names = sum(len(_text(font)) for font in body.css("font[color]"))
    rest = len(_text(body)) - len(_links(body)) - names
    return rest <= 3 * len(body.css("a"))


def _is_heading(node: LexborNode) -> bool:
    found = _rules().headings.match(_text(node))
    if found is None:
        return False
    rest = _text(node)[found.end() :].strip(" :.•")
    return len(rest) <= len(_links(node)) + _OUTLET * len(node.css("a"))


def _remove(node: LexborNode) -> None:
    """Remove the heading, and the lists or lines of links after it."""
    block = node.parent if node.tag in {"strong", "b"} and node.parent else node
    following = block.next
    while following is not None and _is_only_links(following):
        later = following.next
        following.decompose()
        following = later
    block.decompose()


def _is_only_links(node: LexborNode) -> bool:
    text = _text(node)
    if not text:
        return True
    return bool(node.css_matches("a")) and len(text) - len(_links(node)) <= _OUTLET


_BEFORE = ". "
"""Put before a text, so that an ending that is all of it stands behind a sentence too."""
_ANYWHERE = r"[\s•](?<!\s[\s•])[\s•]*(?:"
_AFTER_A_SENTENCE = r"[\s•](?:(?<=[.!?…»”\"):;\]]\s)|(?<=•)\s|(?<=\s)\s*•\s)[\s•]*(?:"
"""Both begin with a set of characters, which is searched for twice as fast."""


@cache
def _rules() -> _Rules:
    data = tomllib.loads(_DATA.read_text("utf-8"))
    texts, titles, headings = data["texts"], data["titles"], data["others"]["headings"]
    others = [f"(?:{heading}): .{{2,300}}" for heading in headings]
    return _Rules(
        errors=_any(data["errors"]["titles"]),
        no_titles=_any(titles["none"]),
        title_openings=_any(titles["openings"], before=r"^(?:", after=r")\s*"),
        openings=_any(texts["openings"], before=r"^[\s•]*(?:", after=r")[\s•]*"),
        endings=_any(texts["endings"], before=_ANYWHERE, after=r")[\s•]*$", flags=0),
        closings=_any(
            [*texts["closings"], *others], before=_AFTER_A_SENTENCE, after=r")[\s•]*$", flags=0
        ),
        headings=_any(headings, after=r")(?=\W|$)"),
    )


def _any(
    patterns: list[str], *, before: str = "(?:", after: str = ")", flags: int = re.IGNORECASE
) -> re.Pattern[str]:
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    return re.compile(f"{before}{joined}{after}", flags)

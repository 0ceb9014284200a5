"""Tells angle brackets that are markup from those that are text.

Rule 1: a known HTML element is markup. An unknown name is markup if it has attributes with
values, a closing tag or a namespace. `x<y`, `<stdio.h>` and "Why <iss> is no tag" are text.
"""

import re

_BRACKET = re.compile(r"<(?:(/?)([A-Za-z][\w:.-]*)([^<>]*)(>?)|(?![!?]))")
_ELEMENTS = frozenset(
    {
        *("a", "abbr", "acronym", "address", "applet", "area", "article", "aside", "audio"),
        *("b", "base", "basefont", "bdi", "bdo", "big", "blink", "blockquote", "body", "br"),
        *("button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data"),
        *("datalist", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "em"),
        *("embed", "fieldset", "figcaption", "figure", "font", "footer", "form", "frame"),
        *("frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr"),
        *("html", "i", "iframe", "img", "input", "ins", "kbd", "label", "legend", "li"),
        *("link", "main", "map", "mark", "marquee", "math", "menu", "meta", "meter", "nav"),
        *("nobr", "noframes", "noscript", "object", "ol", "optgroup", "option", "output", "p"),
        *("param", "picture", "pre", "progress", "q", "rp", "rt", "ruby", "s", "samp"),
        *("script", "search", "section", "select", "slot", "small", "source", "span"),
        *("strike", "strong", "style", "sub", "summary", "sup", "svg", "table", "tbody", "td"),
        *("template", "textarea", "tfoot", "th", "thead", "time", "title", "tr", "track"),
        *("tt", "u", "ul", "var", "video", "wbr"),
    }
)
_FLAGS = frozenset(
    {
        *("allowfullscreen", "async", "autofocus", "autoplay", "checked", "compact"),
        *("controls", "default", "defer", "disabled", "hidden", "inert", "ismap", "itemscope"),
        *("loop", "multiple", "muted", "nomodule", "noshade", "novalidate", "nowrap", "open"),
        *("playsinline", "readonly", "required", "reversed", "selected", "/"),
    }
)
"""Attributes that have no value."""


def escape_brackets(text: str) -> str:
    """Escape the brackets that are not markup."""
    if "<" not in text:
        return text
    closed, opened = (
        frozenset(name.lower() for name in form.findall(text)) for form in (_CLOSING, _OPENING)
    )
    return _BRACKET.sub(lambda found: _escaped(found, closed & opened), text)


_CLOSING = re.compile(r"</([A-Za-z][\w:.-]*)\s*>")
_OPENING = re.compile(r"<([A-Za-z][\w:.-]*)")


def _escaped(found: re.Match[str], closed: frozenset[str]) -> str:
    return found[0] if _is_tag(found, closed) else "&lt;" + found[0][1:].replace(">", "&gt;")


def _is_tag(found: re.Match[str], closed: frozenset[str]) -> bool:
    _, name, attributes, ending = found.groups()
    if not name:
        return False
    if "=" in attributes or ":" in name or name.lower() in closed:
        return True
    if name.lower() not in _ELEMENTS:
        return False
    is_cut = not ending and found.end() < len(found.string)
    return not is_cut and _FLAGS.issuperset(attributes.lower().split())

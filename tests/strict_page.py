"""Reads a public page more strictly than a browser: a closed set of tags and attributes, each
closed in its turn, addresses that lead nowhere but to the web, and a name for whatever acts.
"""

import re
from html.parser import HTMLParser

_VOID = {"meta", "link", "input"}
_TAGS = {
    "html", "head", "title", "style", "body", "header", "nav", "main", "footer", "article",
    "section", "h1", "h2", "h3", "p", "a", "b", "i", "span", "time", "ul", "ol", "li",
    "dl", "dt", "dd", "form", "label", "button", *_VOID,
}  # fmt: skip
_ATTRIBUTES = {
    "charset", "name", "content", "http-equiv", "property", "rel", "href", "hreflang", "type",
    "title", "lang", "class", "id", "aria-label", "aria-labelledby", "aria-current", "datetime",
    "role", "method", "action", "for", "min", "max", "value", "required",
}  # fmt: skip
_ADDRESS = re.compile(r"(https?://[^\s<>\"]+|/[^\s<>\"]*|#[a-z0-9-]+)")
_LINE = {"p", "a", "b", "i", "span", "time", "h1", "h2", "h3", "title", "label", "button", "dt"}
"""What holds no block."""


class Page(HTMLParser):
    """What a page has: its tags, texts and links. Raises ValueError for what it may not have."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: dict[str, list[str]] = {}
        self.links: list[tuple[str, str]] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._href = ""
        self._words = ""
        if not html.startswith("<!DOCTYPE html>"):
            raise ValueError("no doctype")
        self.feed(html)
        self.close()
        if self.open:
            raise ValueError(f"not closed: {self.open}")
        self._check_names()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _TAGS or not given.keys() <= _ATTRIBUTES or len(given) != len(attrs):
            raise ValueError(f"<{tag} {given}>")
        for name in ("href", "action"):
            if name in given and not _ADDRESS.fullmatch(given[name]):
                raise ValueError(f"leads elsewhere: {given[name]!r}")
        if self.open and self.open[-1] in _LINE and tag not in _LINE:
            raise ValueError(f"<{tag}> in <{self.open[-1]}>")
        self.tags.append((tag, given))
        if tag == "a":
            self._href, self._words = given["href"], ""
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ValueError(f"unexpected </{tag}>")
        if tag == "a":
            self.links.append((self._href, self._words.strip()))

    def handle_data(self, data: str) -> None:
        self._words += data
        if data.strip():
            self.text.setdefault(self.open[-1] if self.open else "", []).append(data)

    def handle_comment(self, data: str) -> None:
        raise ValueError(f"a comment: {data!r}")

    def handle_pi(self, data: str) -> None:
        raise ValueError(f"an instruction: {data!r}")

    def unknown_decl(self, data: str) -> None:
        raise ValueError(f"a declaration: {data!r}")

    def words(self) -> str:
        """All that a reader sees."""
        return " ".join(
            text for tag, texts in self.text.items() if tag != "style" for text in texts
        )

    def of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of a kind."""
        return [given for each, given in self.tags if each == tag]

    def _check_names(self) -> None:
        """Whatever a screen reader announces has a name, and the page has one heading."""
        if any(not words for _, words in self.links):
            raise ValueError("a link without words")
        if any(not each.get("aria-label") for each in self.of("nav")):
            raise ValueError("a navigation without a name")
        ids = [given["id"] for _, given in self.tags if "id" in given]
        named = [given["aria-labelledby"] for given in self.of("section")]
        named += [given["for"] for given in self.of("label")]
        if len(ids) != len(set(ids)) or not set(named) <= set(ids):
            raise ValueError(f"ids {ids}, named {named}")
        for tag in ("h1", "main", "header", "footer", "title", "style"):
            if len(self.of(tag)) != 1:
                raise ValueError(f"{len(self.of(tag))} <{tag}>")
        if not re.fullmatch(r"[a-z]{2,3}", self.of("html")[0].get("lang", "")):
            raise ValueError("no language")

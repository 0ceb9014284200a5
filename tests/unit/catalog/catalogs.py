"""A good feeds.yaml to break, shared by the catalog's tests."""

from bot.catalog import CatalogError, parse_catalog

GOOD = """\
parties:
  nasa: {name: NASA, country: US}
feeds:
  blog:
    url: https://www.nasa.example/feed/
    title: NASA blog
    language: en
    role: official
    speaks_for: nasa
    every: 10m
    topics: [iss]
topics:
  iss:
    title: {en: International Space Station, ru: МКС}
    match: {strong: [Axiom]}
channels:
  - chat: "@isswire"
    topics: [iss]
    language: ru
    alerts: important
"""

TOPICS = "topics: {iss: {title: ISS}}\n"
FEED = "  {id}: {{url: {url}, title: t, language: en, role: press, every: 5m}}\n"


def edited(before: str, after: str) -> str:
    """Return the good file with one thing changed."""
    assert before in GOOD
    return GOOD.replace(before, after, 1)


def refusals(text: str, *, allow_private: bool = False) -> tuple[str, ...]:
    """Return the lines an editor sees; "" for a good file."""
    try:
        parse_catalog(text, allow_private=allow_private)
    except CatalogError as error:
        return tuple(str(error).split("\n"))
    return ()

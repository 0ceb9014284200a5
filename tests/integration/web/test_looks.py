"""Pages in a real browser: both widths, both schemes, by keyboard, by a screen reader's ears."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.chromium import Tab, a_tab
from tests.integration.app.test_public_site import public_site, served, told
from tests.sqlite_files import migrated

pytestmark = pytest.mark.timeout(180)

PATHS = ("/", "/s/1", "/ru/", "/ru/s/1", "/about", "/nowhere")

OVERFLOW = "document.documentElement.scrollWidth - innerWidth"

WEAK = """
(() => {
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => {
    v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor; if (!/, 0\\)$/.test(c)) return c; }
    return getComputedStyle(document.body).backgroundColor; };
  return [...document.querySelectorAll('body *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
    .map(e => { const a = light(getComputedStyle(e).color), b = light(ground(e));
      return [e.className || e.tagName, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]; })
    .filter(([, contrast]) => contrast < 4.5);
})()
"""
"""Texts whose contrast is below WCAG 2's 4.5."""

FOCUS = """
(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  return [e.tagName, (e.textContent || e.name || '').trim(), s.outlineStyle,
    r.left >= 0 && r.right <= innerWidth]; })()
"""


@pytest.fixture
async def tab() -> AsyncIterator[Tab]:
    async with a_tab() as tab:
        yield tab


@pytest.fixture
async def url(store: Store) -> AsyncIterator[str]:
    await told(store)
    async with served(public_site(store)) as client, client.get("/health") as answer:
        yield str(answer.url.origin())


@pytest.fixture(params=["sqlite"])
def database(tmp_path: Path) -> str:
    """One database is enough to look at pages."""
    return migrated(tmp_path / "isswire.db")


async def test_pages_fit_and_can_be_read_in_both_widths_and_schemes(tab: Tab, url: str) -> None:
    found = {}
    for path in PATHS:
        for width in (390, 1180):
            for scheme in ("light", "dark"):
                await tab.open(url + path, width=width, scheme=scheme)
                found[path, width, scheme] = (
                    max(await tab.value(OVERFLOW), 0),
                    await tab.value(WEAK),
                )
    assert {case: it for case, it in found.items() if it != (0, [])} == {}


async def test_a_scheme_is_the_readers(tab: Tab, url: str) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        await tab.open(f"{url}/", width=390, scheme=scheme)
        grounds.append(await tab.value("getComputedStyle(document.body).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(20, 22, 26)"]


async def test_the_keyboard_reaches_everything_and_shows_where_it_is(tab: Tab, url: str) -> None:
    await tab.open(f"{url}/s/1", width=390, scheme="light")
    acting = await tab.value("document.querySelectorAll('a[href], button').length")
    met = []
    for _ in range(acting + 8):  # the date has several places
        await tab.press("Tab")
        met.append(await tab.value(FOCUS))
    assert met[0][:2] == ["A", "To the content"]
    assert {"All", "Show", "Русский"} <= {words for _, words, _, _ in met}
    shown = [each for each in met if each[0] in ("A", "BUTTON")]
    assert all(outline == "solid" and within for _, _, outline, within in shown)
    assert len({(tag, words) for tag, words, _, _ in shown}) >= acting - 4  # some words are twice


async def test_the_skip_link_leads_to_the_content(tab: Tab, url: str) -> None:
    await tab.open(f"{url}/s/1", width=390, scheme="light")
    await tab.press("Tab")
    await tab.press("Enter")
    assert await tab.value("location.hash") == "#content"


async def test_a_screen_reader_hears_landmarks_headings_and_names(tab: Tab, url: str) -> None:
    await tab.open(f"{url}/ru/s/1", width=390, scheme="dark")
    heard = await tab.named()
    assert {"banner", "main", "contentinfo", "article"} <= {role for role, _ in heard}
    assert ("navigation", "Темы") in heard
    assert ("navigation", "Языки") in heard
    assert ("region", "Хроника") in heard
    assert ("button", "Показать") in heard
    assert ("Date", "Как было на") in heard
    acting = [
        (role, name) for role, name in heard if role in ("link", "button", "Date", "heading")
    ]
    assert [each for each in acting if not each[1]] == []


async def test_nothing_is_loaded_and_nothing_is_refused(tab: Tab, url: str) -> None:
    await tab.ask("Log.enable")
    await tab.open(f"{url}/s/1", width=390, scheme="light")
    loaded = await tab.value("performance.getEntriesByType('resource').map(e => e.name)")
    assert [each for each in loaded if not each.endswith("/favicon.ico")] == []
    assert await tab.value("document.styleSheets[0].cssRules.length") > 20

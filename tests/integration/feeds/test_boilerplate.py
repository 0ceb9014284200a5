"""Text that no journalist wrote, in both languages, is neither matched nor shown."""

import pytest

from bot.core.types import Entry
from bot.feeds.child_protocol import Document, Order, Unreadable
from bot.feeds.feed_document import read_document
from tests.build import NOON

ORDER = Order(feed="orbit", url="https://orbit.example/rss", seen=NOON)
TITLE = "Crew returns from the ISS"


def document(inside: str, feed: str = "Orbit Daily") -> bytes:
    return f"<rss><channel><title>{feed}</title><item>{inside}</item></channel></rss>".encode()


def entries(inside: str, *, feed: str = "Orbit Daily") -> tuple[Entry, ...]:
    found = read_document(document(inside, feed), ORDER)
    assert isinstance(found, Document), found
    assert found.malformed == 0
    return found.entries


def summary(body: str, title: str = TITLE) -> str:
    (entry,) = entries(f"<title>{title}</title><description><![CDATA[{body}]]></description>")
    return entry.summary


ERRORS = (
    "Bridge returned error 0! (20611)",
    "Bridge returned error 503! (20788)",
    "TelegramBridge failed with error 404",
    "RSS reader not yet whitelisted!",
    "Instance has been rate limited.",
    "Just a moment...",
    "Attention Required! | Cloudflare",
    "DDoS-Guard",
    "Checking your browser before accessing orbit.example",
    "Access denied",
    "403 Forbidden",
    "Error 502: Bad Gateway",
    "HTTP Error 429",
    "Your RSS feed has been suspended - upgrade your plan",
    "This feed is no longer available",
    "Failed to fetch feed: timeout",
    "Please enable JavaScript and cookies to continue",
    "Ошибка 404: страница не найдена",
    "Доступ к сайту ограничен",
    "Проверка браузера перед переходом",
    "Подтвердите, что вы не робот",
    "Лента временно недоступна",
    "Не удалось загрузить ленту",
)
NEWS = (
    "NASA rover returns error 403 puzzle for engineers",
    "Error 404: how Roscosmos lost a satellite",
    "Access denied: Russian crew barred from the US segment",
    "Bridge to the ISS: error of 3 cm at docking",
    "This feed line on the ISS was moved",
    "Just a moment of weightlessness",
    "Ошибка 12 космонавтов",
    "Доступ к МКС закрыт для туристов",
    "503 days on the ISS",
)

ENDINGS: dict[str, str] = {
    "The crew is back. submitted by <a>/u/astro</a> <a>[link]</a> <a>[comments]</a>": (
        "The crew is back."
    ),
    "The crew is back submitted by /u/astro to r/space [link] [comments]": "The crew is back",
    "Die Crew ist da. eingereicht von /u/astro [Link] [Kommentare]": "Die Crew ist da.",
    "Экипаж дома. отправлено пользователем /u/astro [ссылка] [комментарии]": "Экипаж дома.",
    "<p>The crew is back.</p><p>The post <a>Crew</a> appeared first on <a>Orbit</a>.</p>": (
        "The crew is back."
    ),
    "<p>The crew is back.</p><p>The post Crew returns first appeared on Orbit.</p>": (
        "The crew is back."
    ),
    "<p>Экипаж дома.</p><p>Сообщение <a>Экипаж</a> появились сначала на <a>Орбита</a>.</p>": (
        "Экипаж дома."
    ),
    "<p>Экипаж дома.</p><p>Запись Экипаж впервые появилась Орбита.</p>": (
        "Экипаж дома. Запись Экипаж впервые появилась Орбита."
    ),
    "<p>Экипаж дома.</p><p>Запись Экипаж впервые появилась на Орбита.</p>": "Экипаж дома.",
    "The crew is back. <a>Read more</a>": "The crew is back.",
    "<p>The crew is back</p><p><a>Read more &rarr;</a></p>": "The crew is back",
    "The crew is back. […] <a>Continue reading Crew returns</a>": "The crew is back.",
    "The crew is back. [&#8230;]": "The crew is back.",
    "Экипаж дома. <a>Читать далее...</a>": "Экипаж дома.",
    "<p>Экипаж дома.</p><p>Подробнее на сайте</p>": "Экипаж дома.",
    "<p>Экипаж дома.</p>Подписывайтесь на наш канал в Telegram": "Экипаж дома.",
    "<a>Comments</a>": "",
    "<p>Article URL: <a>https://o.example/1</a></p><p>Comments URL: <a>https://n.example/2</a></p>"
    "<p>Points: 12</p> <p># Comments: 3</p>": "",
    "submitted by <a>astro</a> to <a>space</a><br>36 points | <a>47 comments</a><br>"
    "<a>https://o.example/p.png</a><p>The crew is back.</p>": "The crew is back.",
    "The crew is back. [contains quote post or other embedded content]": "The crew is back.",
    "<p>The crew is back.</p><video>Your browser does not support the video tag.</video>": (
        "The crew is back."
    ),
    "<p>Экипаж дома.</p>Ваш браузер не поддерживает видео.": "Экипаж дома.",
    "We use cookies to make this site better. The crew is back.": "The crew is back.",
    "Мы используем файлы cookie для удобства. Экипаж дома.": "Экипаж дома.",
    "<p>The crew is back.</p><p>Filed under: ISS, Soyuz</p><p>Share this:</p>": (
        "The crew is back."
    ),
    "<p>The crew is back.</p><p>[Unable to retrieve full-text content]</p>": "The crew is back.",
    "<p>Экипаж дома.</p><p>Реклама</p>": "Экипаж дома.",
}
KEPT = (
    "Cosmonauts had to read more in orbit",
    "NASA declined all comments",
    "Astronauts continue reading books on the ISS",
    "Космонавты стали больше читать далее от Земли",
    "The cookie was baked on the ISS and the crew shared it.",
    "На МКС не хватает рекламы",
    "The post on the ISS appeared first of all useless.",
)

OTHERS: dict[str, str] = {
    '<ol><li><a href="a">Crew returns from the ISS</a>&nbsp;&nbsp;<font color="#6f6f6f">Wire'
    '</font></li><li><a href="b">Moon rocket delayed</a>&nbsp;&nbsp;<font color="#6f6f6f">Sun'
    "</font></li>"
    "</ol>": "",
    '<a href="a" target="_blank">Crew returns from the ISS</a>&nbsp;&nbsp;<font color="#6f6f6f">'
    "Wire</font>": "",
    '<p>They landed.</p><p><b>Read also:</b></p><ul><li><a href="a">Moon rocket delayed</a></li>'
    '<li><a href="b">Mars probe lost</a></li></ul><p>All are well.</p>': (
        "They landed. All are well."
    ),
    '<p>They landed.</p><h3>Related stories</h3><ul><li><a href="a">Moon rocket delayed</a> (Sun)'
    "</li></ul>": "They landed.",
    '<p>They landed.</p><p>Read next: <a href="a">Moon rocket delayed</a></p>': "They landed.",
    '<p>Они сели.</p><p>Читайте также: <a href="a">Ракета к Луне задержана</a></p>': "Они сели.",
    '<p>Они сели.</p><div><strong>По теме</strong></div><p><a href="a">Ракета к Луне</a></p>'
    '<p><a href="b">Зонд потерян</a></p>': "Они сели.",
    '<p>They landed, see <a href="a">the report</a>.</p>': "They landed, see the report.",
    '<ul><li><a href="a">The crew</a> has landed after 186 days in orbit, all well.</li></ul>': (
        "The crew has landed after 186 days in orbit, all well."
    ),
    '<p>Related tests showed a <a href="a">leak</a> in the module, engineers said on Monday, and '
    "the crew closed the hatch for the night.</p>": (
        "Related tests showed a leak in the module, engineers said on Monday, and the crew closed"
        " the hatch for the night."
    ),
}

HEADLINES: dict[str, str] = {
    "<title>Crew returns - Wire</title><source url='x'>Wire</source>": "Crew returns",
    "<title>Crew returns – The Wire</title><source url='x'>The Wire</source>": "Crew returns",
    "<title>Crew returns | Orbit Daily</title>": "Crew returns",
    "<title>Экипаж вернулся — Orbit Daily</title>": "Экипаж вернулся",
    "<title>Crew returns - at last</title><source url='x'>Wire</source>": "Crew returns - at last",
    "<title>Orbit Daily</title>": "Orbit Daily",
    "<title>RT by @station: Crew returns</title>": "Crew returns",
    "<title>Pinned: Crew returns</title>": "Crew returns",
}


@pytest.mark.parametrize("title", ERRORS)
def test_a_program_writing_about_itself_is_no_news(title: str) -> None:
    error = f"<title>{title}</title><link>https://orbit.example/1</link>"
    assert [each.title for each in entries(f"{error}</item><item><title>{NEWS[0]}</title>")] == [
        NEWS[0]
    ]
    alone = read_document(document(error), ORDER)
    assert isinstance(alone, Unreadable)
    assert alone.kind == "error_item"


@pytest.mark.parametrize("title", NEWS)
def test_news_of_errors_is_news(title: str) -> None:
    assert [entry.title for entry in entries(f"<title>{title}</title>")] == [title]


@pytest.mark.parametrize("body", ENDINGS)
def test_what_programs_add_to_a_text_is_removed(body: str) -> None:
    assert summary(body) == ENDINGS[body]


@pytest.mark.parametrize("body", KEPT)
def test_words_of_a_sentence_are_kept(body: str) -> None:
    assert summary(body) == body


@pytest.mark.parametrize("body", OTHERS)
def test_headlines_of_other_articles_are_no_text_of_this_one(body: str) -> None:
    assert summary(body) == OTHERS[body]


@pytest.mark.parametrize("inside", HEADLINES)
def test_a_headline_is_freed_of_what_programs_put_around_it(inside: str) -> None:
    assert [entry.title for entry in entries(inside)] == [HEADLINES[inside]]

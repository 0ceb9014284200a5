"""Matching: an anchor with its context is ours, an ambiguous word alone never is."""

import pytest

from bot.core.lang.lexicon import one_slip
from bot.core.reasons import english
from bot.core.types import Localised, Term, Topic
from bot.rules import load_matcher
from tests.shipped import shipped_matcher


def topics_of(title: str, summary: str = "", text: str = "") -> tuple[str, ...]:
    return shipped_matcher().verdict(title=title, summary=summary, text=text).topics


@pytest.mark.fault("C11")
@pytest.mark.parametrize(
    ("title", "topics"),
    [
        ("Crew of the International Space Station grows vegetables", ("iss",)),
        ("Congress keeps the ISS flying until 2032", ("iss",)),
        ("I.S.S. crew shelters in capsule", ("iss",)),
        ("ＩＳＳ astronauts fix a pump", ("iss",)),
        ("Интернет-магазин работает", ()),
        ("На МКС починили туалет", ("iss",)),
        ("С Международной космической станции вернулся экипаж", ("iss",)),
        ("К Международной космической станцией", ("iss",)),
        ("Новый модуль «Наука» летит", ("iss",)),
        ("Борисов рассказал о планах Роскосмоса", ("roscosmos",)),
        ("Roskosmos shifts the launch", ("roscosmos",)),
        ("В Роскосмосе назвали дату", ("roscosmos",)),
        ("Союз МС-28 отправился домой", ("roscosmos",)),
        ("Союз MC-33 отправился домой", ("roscosmos",)),
        ("Прогресс МC-33 летит", ("roscosmos",)),
        ("Корабль «Союз» с экипажем вышел на орбиту", ("roscosmos",)),
        ("Луна-25 разбилась", ("roscosmos",)),
        ("С космодрома Восточный стартовала ракета", ("roscosmos",)),
        ("Nave Soyuz atraca na Estação Espacial Internacional", ("iss", "roscosmos")),
        ("Die Internationale Raumstation weicht Schrott aus", ("iss",)),
        ("Expériences dans la Station spatiale internationale", ("iss",)),
        ("Eksperymenty na Międzynarodowej Stacji Kosmicznej", ("iss",)),
        ("国際宇宙ステーションで実験", ("iss",)),
        ("HTV-X4 to fly in autumn", ("iss",)),
        ("Expedition 37 trio undocks from station", ("iss",)),
        ("Padalka and two crewmates float through the hatch", ("iss",)),
        ("Smell of burning in Columbus laboratory module, ESA says", ("iss",)),
        ("Columbus, Ohio, gets a new mayor", ()),
        ("Riders hurt in ATV accident near Moab", ()),
        ("Water in a spacesuit stops spacewalk training of astronauts", ("iss",)),
        ("Obломки «Прогресса» упали в степи", ()),
        ("Обломки «Прогресса» упали в степи, пуски остановлены", ("roscosmos",)),
        ("На Восточном строители остались без зарплаты", ("roscosmos",)),
        ("На Восточном вокзале строители остались без зарплаты", ()),
        ("Proton grounded after upper stage fails", ("roscosmos",)),
        ("Proton beam grounded by physicists at the collider", ()),
        ("Strike of those who build Russian rocket engines", ("roscosmos",)),
        ("Crew-21 returns to Earth after a splashdown at dawn", ("iss",)),
        ("Rocket Antares explodes over Wallops Island", ("iss",)),
        ("Antares, a supergiant star, dims", ()),
        ("Expandable habitat passes test, NASA says", ("iss",)),
        ("Laptop with two docking ports", ()),
        ("Депутаты против перекрестных полетов на кораблях NASA", ("iss",)),
        ("ЦУП: люк корабля закрыт", ("roscosmos",)),
        ("ЦУП РЖД: движение поездов восстановлено", ()),
        ("ソユーズ打ち上げ", ("roscosmos",)),
        ("宇航员进入国际空间站", ("iss",)),
        ("رواد فضاء في محطة الفضاء الدولية", ("iss",)),
        ("अंतरराष्ट्रीय अंतरिक्ष स्टेशन पर", ("iss",)),
        ("Deney Uluslararası Uzay İstasyonu'nda", ("iss",)),
        ("Експеримент на Міжнародній космічній станції", ("iss",)),
    ],
)
def test_the_station_and_roscosmos_are_known_by_their_names(
    title: str, topics: tuple[str, ...]
) -> None:
    assert topics_of(title) == topics


@pytest.mark.fault("C11")
@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Progress made in trade talks", "Ministers spoke of progress towards a deal."),
        ("Союз писателей избрал главу", "Съезд прошел в Москве."),
        ("Европейский союз согласовал бюджет", "Решение приняли в Брюсселе."),
        ("Телеканал «Звезда» сменил логотип", "Обновление показали в эфире."),
        ("Футболисты «Звезды» обыграли соперника", "Матч прошел в субботу."),
        ("Наука и жизнь: что читать летом", "Подборка журналов."),
        ("На рассвете в поиске грибов", "Советы тем, кто идет в лес."),
        ("ISS tells shareholders to vote no", "The proxy adviser criticised executive pay."),
        ("Yura Borisov crafts a sensitive role", "The actor stars in a new film."),
        ("Peskov answers a question about talks", "The Kremlin spokesman gave no date."),
        ("Rubio meets ministers in Rome", "The Secretary of State spoke of a ceasefire."),
        ("Artemis III crew trains for the Moon", "Astronauts rehearse with the lunar lander."),
        ("Crew reaches Tiangong, China's space station", "Three astronauts docked on Friday."),
        ("NASA pauses Gateway, the lunar space station", "Money goes to a base instead."),
        ("Спутник V одобрили в новой стране", "Вакцина поступит в клиники."),
        ("Задержка составила 15 мкс", "Инженеры измерили время отклика."),
        ("Юрий Борисов возглавил банк", "Финансист сменил коллегу."),
        ("A mission kiss", "An omission in the permission list."),
        ("", ""),
    ],
)
def test_the_same_words_with_another_meaning_are_not_ours(title: str, summary: str) -> None:
    assert topics_of(title, summary) == ()


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Peskov returns from orbit", "Cosmonaut Kirill Peskov left the capsule by himself."),
        ("Rubio breaks a record", "NASA astronaut Frank Rubio spent a year aboard the station."),
        ("Борисов назвал срок", "Глава Роскосмоса говорил о станции."),
        ("Progress undocks with rubbish", "The Russian cargo ship left for the ocean."),
    ],
)
def test_a_person_and_a_plain_word_are_ours_in_their_context(title: str, summary: str) -> None:
    assert topics_of(title, summary)


def test_a_passing_mention_at_the_end_of_a_long_text_is_not_about_us() -> None:
    filler = "The town council discussed parking, schools and the new library. " * 40
    ending = "A guest once visited the International Space Station."
    assert topics_of("Council meets", filler + ending) == ()
    assert topics_of("Council meets", ending + filler) == ("iss",)


def test_a_headline_about_something_else_asks_for_a_second_mention() -> None:
    once = "He once lived aboard the International Space Station."
    assert topics_of("Artemis commander speaks", once) == ()
    assert topics_of("Commander speaks", once) == ("iss",)


def test_a_verdict_says_which_words_made_it() -> None:
    verdict = shipped_matcher().verdict(
        title="Soyuz lands", summary="A Progress followed, the cargo ship."
    )
    assert list(map(english, verdict.reasons[:2])) == [
        "roscosmos: “Soyuz” (headline)",
        "roscosmos: “Progress” next to “cargo ship” (summary)",
    ]


def test_a_refusal_says_what_the_word_means_instead() -> None:
    verdict = shipped_matcher().verdict(
        title="ISS backs the merger", summary="Shareholders vote in May."
    )
    assert verdict.topics == ()
    words = "iss: refused: “ISS” near “merger” (shareholder adviser)"
    assert words in map(english, verdict.reasons)


def test_a_feed_about_the_topic_needs_no_words() -> None:
    verdict = shipped_matcher().verdict(title="Weekly highlights", feed_topics=("iss",))
    assert verdict.topics == ("iss",)
    assert list(map(english, verdict.reasons)) == ["iss: all of this feed"]


def test_a_refusal_overrules_even_the_feed() -> None:
    title = "Institutional Shareholder Services changes its chief"
    assert shipped_matcher().verdict(title=title, feed_topics=("iss",)).topics == ()


def test_editors_add_terms_context_and_refusals_of_their_own() -> None:
    own = Topic(
        "iss",
        Localised({"en": "ISS"}),
        terms=(Term("надувной модуль", strong=True), Term("Bishop", needs=("hatches",))),
        context={"hatches": ("airlock",)},
        refuse=("crossword",),
    )
    matcher = load_matcher([own])
    assert matcher.verdict(title="Испытания надувного модуля").topics == ("iss",)
    assert matcher.verdict(title="Bishop opens", summary="The airlock works.").topics == ("iss",)
    assert matcher.verdict(title="Bishop opens a church").topics == ()
    assert matcher.verdict(title="Crossword: a home on the ISS").topics == ()


def test_an_editors_term_takes_the_place_of_the_shipped_one() -> None:
    own = Term("Starliner", needs=("NASA",))
    matcher = load_matcher([Topic("iss", Localised({"en": "ISS"}), terms=(own,))])
    assert shipped_matcher().verdict(title="Starliner flies again").topics == ("iss",)
    assert matcher.verdict(title="Starliner flies again").topics == ()
    assert matcher.verdict(title="NASA flies Starliner again").topics == ("iss",)


def test_an_editor_adds_words_to_a_shipped_group() -> None:
    context = {"shareholder adviser": ("dividend",)}
    matcher = load_matcher([Topic("iss", Localised({"en": "ISS"}), context=context)])
    assert shipped_matcher().verdict(title="The ISS on dividends").topics == ("iss",)
    assert matcher.verdict(title="The ISS on dividends").topics == ()


def test_a_topic_of_the_editors_alone_works() -> None:
    own = Topic("artemis", Localised({"en": "Artemis"}), terms=(Term("Artemis", strong=True),))
    assert load_matcher([own]).verdict(title="Artemis III slips").topics == ("artemis",)


def test_shipped_rules_can_be_left_out() -> None:
    bare = Topic(
        "iss", Localised({"en": "ISS"}), terms=(Term("orbital", strong=True),), shipped=False
    )
    assert load_matcher([bare]).verdict(title="The International Space Station").topics == ()


@pytest.mark.parametrize(
    "title",
    [
        "Roscocosmos shifts a launch",
        "Rocsosmos shifts a launch",
        "ROSCOSMO shifts a launch",
        "Internatinal Space Station crew rests",
        "В Роскосмсе назвали дату",
        "Пуск с Бaйконуру",
        "Ракета на Байкануре",
    ],
)
def test_one_typing_error_in_a_long_proper_name_is_forgiven(title: str) -> None:
    assert topics_of(title)


@pytest.mark.parametrize("title", ["Rosco opens a shop", "Концерт Сергея Прокофьева", "Cosmos"])
def test_another_word_is_not_a_typing_error(title: str) -> None:
    assert topics_of(title) == ()


@pytest.mark.parametrize(
    ("word", "slips"),
    [
        ("baikonur", ["baikonr", "baikonnur", "baikanur", "baiknour", "aikonur", "baikonura"]),
    ],
)
def test_a_typing_error_is_one_letter(word: str, slips: list[str]) -> None:
    assert [slip for slip in slips if not one_slip(slip, word)] == []
    assert not any(one_slip(other, word) for other in (word, "baykanur", "bakinour", "baikal"))

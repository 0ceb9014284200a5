"""Where sentences end."""

import pytest

from bot.core.lang.sentences import sentences


@pytest.mark.parametrize(
    "text",
    [
        "The crew landed at 7:58 p.m. EST on Jan. 5.",
        "Dr. J. Smith of the U.S. Navy met Gen. Brown.",
        "It cost $4.2 billion, e.g. the tank.",
        "No. 5 flew at 5 a.m. Monday.",
        "Корабль приземлился 28 марта 2023 г. в Казахстане.",
        "Об этом сообщил ЦУП им. С. П. Королёва, т. е. центр в г. Королёв.",
        "Стоимость составила 4,5 млрд руб. в год.",
        "А. С. Пушкин не летал.",
        "Wait... what is it?",
        "«Летим!» — сказал он.",
        "It docked at 8:46 a.m. EDT (5:46 a.m. PDT) as planned.",
        "U.S. officials, incl. Mr. Nelson, signed.",
        "Он объяснил: «Решения нет. Ждём». ",
        'He wrote: "It leaks. We know."',
        "It leaks (see p. 5. It is long).",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == (text.strip(),)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He flew for the U.S. The crew slept.", ("He flew for the U.S.", "The crew slept.")),
        ("It was at 5 a.m. The crew slept.", ("It was at 5 a.m.", "The crew slept.")),
        ("Это было в 2022 г. Потом была зима.", ("Это было в 2022 г.", "Потом была зима.")),
        ('"We go." "Now!" They went.', ('"We go."', '"Now!"', "They went.")),
        ("Yes! No? Well… So.", ("Yes!", "No?", "Well…", "So.")),
        ("Follow us on X. The crew slept.", ("Follow us on X.", "The crew slept.")),
        ("Вышли на 7 ч 11 мин. Потом спали.", ("Вышли на 7 ч 11 мин.", "Потом спали.")),
        ("One thing • Another thing", ("One thing •", "Another thing")),
        ("(It never closes. So.", ("(It never closes.", "So.")),
        ("One line\nAnother line", ("One line", "Another line")),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_a_sentence_ends_where_people_end_it(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts

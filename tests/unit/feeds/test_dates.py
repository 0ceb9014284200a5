"""Dates as feeds of many countries and programs write them: each is one moment, or none."""

from datetime import UTC, datetime

import pytest

from bot.feeds.dates import parse_date

_AT = datetime(2026, 3, 7, 15, 4, tzinfo=UTC)
"""A Saturday."""
_DAY = datetime(2026, 3, 7, tzinfo=UTC)

OF_LANGUAGES: dict[str, datetime] = {
    "Sat, 7 March 2026 15:04": _AT,
    "сб, 7 мар. 2026 18:04": _AT,
    "Суббота, 7 марта, 2026 - 18:04": _AT,
    "сб, 07 бер. 2026 15:04": _AT,
    "субота, 7 березня 2026 р. 15:04": _AT,
    "7 март 2026 г., 18:04": _AT,
    "Sa, 07 Mär 2026 16:04:00 +0100": _AT,
    "Samstag, 7. März 2026, 15.04 Uhr": _AT,
    "Sa., 07. Mrz. 2026 16:04:00 +0100": _AT,
    "7 mars 2026 à 15h04": _AT,
    "samedi 7 mars 2026, 15 h 04": _AT,
    "sáb, 07 mar 2026 15:04:00 GMT": _AT,
    "7 de marzo de 2026, 15:04 h": _AT,
    "sábado, 7 de março de 2026 às 15h04": _AT,
    "sab, 07 mar 2026 16:04:00 +0100": _AT,
    "sabato 7 marzo 2026 - 15:04": _AT,
    "sob., 07 mar 2026 16:04:00 +0100": _AT,
    "7 marca 2026, godz. 15:04": _AT,
    "2026. március 7., szombat 15:04": _AT,
    "2026.03.07. 15:04": _AT,
    "za, 07 mrt 2026 16:04:00 +0100": _AT,
    "zaterdag 7 maart 2026 om 15:04 uur": _AT,
    "sub, 07 ožu 2026 16:04:00 +0100": _AT,
    "7. ožujka 2026. 15:04": _AT,
    "суб, 07 мар 2026 16:04:00 +0100": _AT,
    "7. марта 2026. 15:04:00 +0000": _AT,
    "sobota, 7. marec 2026 ob 15:04": _AT,
    "Cmt, 07 Mar 2026 18:04:00 +0300": _AT,
    "7 Mart 2026 Cumartesi 15:04": _AT,
    "2026年3月8日(日) 午前0時4分": _AT,
    "2026年03月07日 15:04:00 +0000": _AT,
    "2026年3月7日 下午3:04": _AT,
    "2026-03-07 星期六 15:04": _AT,
    "٧ مارس ٢٠٢٦ ١٥:٠٤": _AT,
    "السبت، 7 آذار 2026 15:04": _AT,
    "७ मार्च २०२६ १५:०४": _AT,
    "शनि, 07 मार्च 2026 15:04:00 +0000": _AT,
    "2026년 3월 7일 오후 3:04": _AT,
    "so 7. března 2026 15:04": _AT,
    "Σαβ, 07 Μαρ 2026 15:04:00 GMT": _AT,
    "令和8年3月7日 15:04:00 GMT": _AT,
}

OF_PROGRAMS: dict[str, datetime] = {
    "Sat Mar 07 2026 18:04:00 GMT+0300 (Moscow Standard Time)": _AT,
    "Sat Mar 07 2026 10:04:00 GMT-0500 (EST)": _AT,
    "Sat Mar 07 15:04:00 +0000 2026": _AT,
    "Sat Mar  7 15:04:00 2026": _AT,
    "Sat Mar 07 18:04:00 MSK 2026": _AT,
    "Saturday, March 7, 2026 - 15:04": _AT,
    "Saturday, March 7th, 2026 at 3:04 PM": _AT,
    "March 7, 2026, 3:04 p.m. UTC": _AT,
    "Mar 7, 2026 10:04 am EST": _AT,
    "Mar 7, 2026 10:04 am ET": _AT,
    "07/Mar/2026:15:04:00 +0000": _AT,
    "07-Mar-2026 15:04:00": _AT,
    "7Mar2026 15:04": _AT,
    "2026-Mar-07 15:04": _AT,
    "2026-03-07T15:04": _AT,
    "2026-03-07T15:04Z": _AT,
    "2026-03-07 15:04:00 UTC": _AT,
    "2026-03-07 15:04:00.0": _AT,
    "2026-03-07T15:04:00.0000000+00:00": _AT,
    "2026-03-07T18:04:00 +03:00": _AT,
    "2026-03-07T15:04:00 Z": _AT,
    "2026-03-07T18:04:00+03": _AT,
    "2026-03-07T15:04:00+00:00[UTC]": _AT,
    "2026-03-07T18:04:00+03:00[Europe/Moscow]": _AT,
    "2026-03-07 15:04:00 -0000": _AT,
    "20260307150400": _AT,
    "202603071504": _AT,
    "20260307T1504Z": _AT,
    "2026-066T15:04:00Z": _AT,
    "2026-W10-6T15:04:00Z": _AT,
    "Sat, 07 Mar 26 15:04 GMT": _AT,
    "Sat, 7 Mar '26 15:04 GMT": _AT,
    "Sat, 07 Mar 2026 15:04:00 +0000 (UTC)": _AT,
    "Sat, 07 Mar 2026 18:04:00 +0300 GMT": _AT,
    "Sat, 07 Mar 2026 18:04:00 UTC+3": _AT,
    "Sat, 07 Mar 2026 15:04:00 Etc/UTC": _AT,
    "Sat, 07 Mar 2026 10:04:00 America/New_York": _AT,
    "Sat, 07 Mar 2026 07:04:00 PST8PDT": _AT,
    "Sat, 07 Mar 2026 10:04:00 Eastern Standard Time": _AT,
    "Sat, 07 Mar 2026 18:04:00 Moscow Standard Time": _AT,
    "Sat, 07 Mar 2026, 3.04 pm": _AT,
    "Sat, 07 Mar 2026 20:04:00 YEKT": _AT,
    "Sat, 07 Mar 2026 20:34:00 IST": _AT,
    "Sat,07 Mar 2026 15:04:00 GMT": _AT,
    "Sat, 07 Mar, 2026 15:04:00 GMT": _AT,
    "Sat. 07 Mar. 2026 15.04.00 GMT": _AT,
    "Sat, 07 Mar 2026, 15:04:00": _AT,
    "15:04, 7 March 2026": _AT,
    "18:04 07.03.2026 МСК": _AT,
    "07.03.26 15:04": _AT,
    "Published: 7 March 2026 15:04": _AT,
    "2026/3/7 15:04": _AT,
    "2026-3-7 15:04:00": _AT,
    "1772895840": _AT,
    "1772895840000": _AT,
    "1772895840000000": _AT,
    "1772895840.25": _AT,
    "/Date(1772895840000)/": _AT,
    "@1772895840": _AT,
    "Sat, 07 Mar 2026": _DAY,
    "2026-03-07": _DAY,
    "2026-03-07Z": _DAY,
    "March 7, 2026": _DAY,
    "7th of March 2026": _DAY,
    "13/03/2026 00:00:00": datetime(2026, 3, 13, tzinfo=UTC),
    "3/13/2026 12:00:00 AM": datetime(2026, 3, 13, tzinfo=UTC),
    "3/13/2026 12:30 PM": datetime(2026, 3, 13, 12, 30, tzinfo=UTC),
    "13.03.2026": datetime(2026, 3, 13, tzinfo=UTC),
    "1er mars 2026": datetime(2026, 3, 1, tzinfo=UTC),
    "1º de março de 2026": datetime(2026, 3, 1, tzinfo=UTC),
    "mar, 03 mar 2026 00:00:00 GMT": datetime(2026, 3, 3, tzinfo=UTC),
    "mar., 01 déc. 2026 00:00:00 GMT": datetime(2026, 12, 1, tzinfo=UTC),
    "sri, 24 lip 2026 00:00:00 +0000": datetime(2026, 6, 24, tzinfo=UTC),
    "śr., 22 lip 2026 00:00:00 +0000": datetime(2026, 7, 22, tzinfo=UTC),
}  # fmt: skip

NO_DATES = (
    "",
    "now",
    "today",
    "2 hours ago",
    "yesterday, 15:04",
    "вчера в 15:04",
    "15:04",
    "March 2026",
    "7 March",
    "2026",
    "March 7",
    "32 March 2026",
    "29 Feb 2026",
    "31/31/2026",
    "00/00/0000 00:00",
    "0000-00-00 00:00:00",
    "2026-03-07 25:00",
    "2026-03-07 15:61",
    "7 Smarch 2026 15:04",
    "{{ page.date }}",
    "Invalid Date",
    "NaN",
    "$pubDate",
    "7 March 2026 of 12 items 5",
    "12.5.1",
    "3 maybe 4 2026",
    "١٢",
    "9" * 300,
)


@pytest.mark.parametrize("said", OF_LANGUAGES)
def test_dates_of_many_languages_are_read(said: str) -> None:
    assert parse_date(said) == OF_LANGUAGES[said]


@pytest.mark.parametrize("said", OF_PROGRAMS)
def test_dates_of_many_programs_are_read(said: str) -> None:
    assert parse_date(said) == OF_PROGRAMS[said]


@pytest.mark.parametrize("said", NO_DATES)
def test_what_cannot_be_read_is_no_date(said: str) -> None:
    assert parse_date(said) is None

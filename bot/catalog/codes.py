"""Codes an editor may write: languages (ISO 639-1) and countries (ISO 3166-1, and EU)."""

_LANGUAGES = """
ab af am ar as az ba be bg bn bo br bs ca ce cs cv cy da de dv el en eo es et eu fa fi fo fr fy ga
gd gl gu ha he hi hr ht hu hy ia id ig is it ja jv ka kk kl km kn ko ku ky la lb lo lt lv mg mi mk
ml mn mr ms mt my nb ne nl nn no oc or os pa pl ps pt qu rm ro ru rw sa sc sd se si sk sl sm sn so
sq sr st su sv sw ta te tg th tk tl tn to tr tt ug uk ur uz vi wo xh yi yo zh zu
"""
_COUNTRIES = """
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR
HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR
LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG
NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE
SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA
UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""

LANGUAGES = frozenset(_LANGUAGES.split())
COUNTRIES = frozenset(_COUNTRIES.split())

MEANT = {
    "ua": "uk",
    "jp": "ja",
    "cn": "zh",
    "cz": "cs",
    "gr": "el",
    "dk": "da",
    "eng": "en",
    "rus": "ru",
    "english": "en",
    "russian": "ru",
    "UK": "GB",
    "USA": "US",
    "RUS": "RU",
}
"""Codes by what people write instead."""

"""Headlines alone, made up: what is ours and what only sounds like it."""

import pytest

from tests.shipped import shipped_matcher

OURS = """\
Russia to quit ISS
Putin tells Borisov Russia will leave the ISS
ISS crew forced to shelter as debris passes
Boeing's Starliner returns without crew
Cosmonauts vote in election from orbit
SpaceX Crew-9 mission lifts off with two empty seats
Two NASA astronauts stuck in space finally head home
NASA delays Axiom mission over leak in Russian module
Dragon splashes down off Florida with four astronauts
Space station air leak worsens
The ISS will be deorbited in 2030. Here's how
SpaceX will build the craft that sinks the space station
Russia launches Luna-25, its first moon mission in decades
Russian lunar lander crashes into Moon
Russia's moon mission fails as Luna-25 crashes
Russian spacecraft crashes into the moon
Russian Soyuz rocket launches two Iranian satellites
Russia's Angara rocket makes first launch from Vostochny
Proton rocket explodes after launch from Baikonur
Россия запустила ракету «Союз-2.1б» со спутниками
Глава Роскосмоса Баканов рассказал о планах
Рогозин ответил Маску о полетах в космос
Запуск «Прогресса МС-30» перенесли
Российские космонавты рассказали о работе
Госдума обсудит продление эксплуатации МКС
Модуль «Причал» пристыковали к станции
Утечка воздуха в модуле «Звезда»
НАСА продлит использование МКС до 2030 года
Корабль Crew Dragon пристыковался
Байконур принял делегацию
Ракета «Ангара» стартовала с космодрома Плесецк
Россия и Китай построят лунную станцию
Russia, China to build lunar station by 2036
Astronaut Frank Rubio breaks US record for longest spaceflight
Progress cargo ship burns up over the Pacific
Грузовой корабль «Прогресс» затопили в Тихом океане
Астронавты застряли на орбите из-за неполадок Starliner
Космонавты Кононенко и Чуб вышли в открытый космос
Spacewalking astronauts replace station battery
Space station dodges debris from Russian satellite
Raumstation ISS: Crew muss in Sojus-Kapsel Schutz suchen
ISS : un équipage revient
La Estación Espacial Internacional esquiva basura espacial
Загадочная трещина на МКС: что известно
NASA to cover Crew-12 splashdown
NASA, SpaceX delay return of Crew-11 for medical reason
Japan's HTV-X cargo craft berths
First Indian astronaut in decades Shubhanshu Shukla arrives at space station
Ax-4 crew undocks after 18 days
ЦУП: орбиту МКС поднимут двигателями «Прогресса»
Энергия и Роскосмос подписали контракт
Космодром Восточный: следователи нашли хищения
Luna 25: la sonde russe s'est écrasée
Rusia abandonará la Estación Espacial Internacional
Экипаж Союза МС-27 приземлился в Казахстане
На Байконуре рухнула кабина обслуживания
Russia's only crewed launch pad damaged at Baikonur
NASA's Nelson says ISS partnership with Russia continues
US astronaut and two cosmonauts land in Kazakhstan
Borisov: Russia will begin building its own space station in 2028
Песков прокомментировал выход России из проекта МКС
Vast to buy Crew Dragon seats for ISS private mission
Экипаж МКС-74 провел тренировку
Первый запуск «Союза-5» с Байконура состоялся
Грузовик «Прогресс МС-33» пристыковался
В РКК «Энергия» назвали сроки
Российская орбитальная станция: утвержден облик
Белорусский космонавт Марина Василевская вернулась
Астронавт НАСА Рубио установил рекорд пребывания в космосе
Плановая коррекция орбиты МКС
NASA's SpaceX Crew-13 launch: what to know
Space Station Crew Welcomes New Commander
Expedition 74 Crew Prepares for Spacewalk
Progress 95 Cargo Craft Docks to Station
Dragon Undocks from Harmony
Cygnus XL reaches orbit with NASA cargo
Sierra Space's Dream Chaser cargo plane slips again
NASA safety panel warns about ISS leaks
Roscosmos chief Dmitry Bakanov meets NASA's Isaacman
Boeing's Starliner-1 will carry cargo only
Космонавт Платонов рассказал о выходе в открытый космос
Трое космонавтов вернулись на Землю
Спускаемый аппарат «Союза» приземлился в Казахстане
Корабль «Союз» с тремя космонавтами стартовал
Ракета «Союз» вывела на орбиту спутники
«Роскосмос» и НАСА продлили соглашение о перекрестных полетах
Россия создаст собственную орбитальную станцию
Россия выйдет из проекта МКС
Россия запустила аппарат на Луну
Станция «Луна-25» столкнулась с поверхностью Луны
Хранилище вод на МКС дало течь
Soyuz crew capsule leaking coolant
Sojus-Kapsel mit Leck: Astronauten müssen warten
Le vaisseau Soyouz endommagé
La nave Soyuz MS-22 sufre una fuga
"""
OTHERS = """\
India's ISRO plans space station by 2035
Blue Origin unveils Orbital Reef space station plan
Vast delays Haven-1 space station launch
China's space station crew returns to Earth
Star Wars fans build a model space station
Платежная система «Мир» расширяется
Progress MP backs the bill
Пожар на улице Космонавтов в Липецке
На проспекте Космонавтов столкнулись два автобуса
Терешкова внесла поправку в Госдуме
Первая женщина-космонавт Валентина Терешкова поддержала поправки в Госдуме
ISS urges votes against Boeing directors
ISS recommends against Tesla pay package
Юра Борисов сыграет в новом фильме
Peskov: no plans for a Putin-Trump call
Песков: в Кремле не видели документов
Соловьев ответил критикам в эфире
Rubio heads to Israel for talks
SpaceX launches 60 Starlink satellites
Starship explodes on the pad in Texas
Artemis II astronauts return from the Moon
NASA names new astronaut class
Webb telescope sees distant galaxy
Former astronaut Mark Kelly speaks on Russia and Ukraine
Senator Mark Kelly, a former astronaut, slams Russia policy
Экипаж самолета погиб в Казахстане
Самолет упал под Актау в Казахстане: экипаж сообщил о столкновении
Запуск ракеты «Ярс» с Плесецка
Рогозин ранен в Донецке
Сенатор Рогозин рассказал о дронах
Российский сегмент интернета отключат
Клим Шипенко снимает новый фильм
Работа выполнена: progress 95 percent
Союзники обсудили помощь
Союз журналистов осудил приговор
Российский союз промышленников провел съезд
Таможенный союз обсудил пошлины
«Звезда» победила «Спартак»
Звезда сериала вышла замуж
Верфь «Звезда» спустила танкер
НПП «Звезда» расширит цех
Наука и религия: диспут в университете
Рассвет над городом: фото
Партия «Рассвет» не прошла в думу
На причале загорелась яхта
Поиск пропавшего рыбака продолжается
Заря над Волгой
Sputnik reports from Damascus
Спутник Лайт снят с производства
Proton Mail adds encryption
The Large Hadron Collider smashes protons
Sci-fi series set on a space station renewed for season two
Dragon Age sequel announced
House of the Dragon season three trailer
Crew of cargo ship rescued off Spain
Cargo ship docks in Baltimore
Radio station celebrates 50 years
China launches Shenzhou-20 with three astronauts
Тайконавты вышли в открытый космос
Китайские космонавты вернулись на Землю
Harmony school opens
Unity engine drops fee
Columbus Day sales
Gateway: NASA pauses lunar space station
Lunar Gateway module ships to US
Восточный экономический форум открылся
В Восточном округе Москвы отключат воду
Энергия солнца: новые панели
Орел: в городе отключили тепло
Федерация футбола выбрала главу
Ангара обмелела в Иркутске
Konstantin Borisov wins chess title
Сергей Прокопьев избран мэром
William Shatner flies to space with Blue Origin
Virgin Galactic flies tourists
Polaris Dawn crew makes first private spacewalk
Ед Вайт и первый выход
Apollo-Soyuz patch sold at auction
Expedition 33 wins game of the year
Antarctic station resupply ship departs
Космонавт Алексей Леонов: жизнь героя
Скончался советский космонавт
День космонавтики отметили в школах
Музей космонавтики открыл выставку
Union Pacific reports progress
EU and union leaders sign deal
Crew-2 wins the regatta
Kiev: рос уровень воды
Мкс: измеряем задержки сети
Firefly lands on the Moon
Rocket Lab launches from New Zealand
Kazakhstan bans crypto mining
Soyuz-Apollo 50 years on
Китай запустил грузовой корабль «Тяньчжоу»
Индийский «Чандраян-3» сел на Луну
Blue Origin запустила туристов
Звезда «Космонавтов» сыграет в новом сериале
Полет в космос: билеты Virgin Galactic
The Crew 2 launches a new season
Chris Williams leads the crew to victory
No progress, cargo ships wait
Talks make progress. Cargo ship seized
Soyuz lifts off from Plesetsk with a military satellite
Ракета «Союз» вывела военный спутник в интересах Минобороны
Бывшего начальника космодрома осудили за взятку
Army tests its Starliner drone in the Arctic
Нацпроект «Наука»: новый образовательный модуль
Звезда фильма вступила в Союз кинематографистов
Восточный полигон: запуск движения по БАМу
Horror film set on a space station
Orlando Sentinel: Space Coast hotels fill up
Moon rocket rolls out to pad
Lunar lander tips over
Hubble spots a dying star
Asteroid to pass Earth safely
Пилотируемая миссия на Марс: планы Маска
Астронавты NASA полетят вокруг Луны
Военные запустили ракеты по базе
Экипаж теплохода спасен
Запуск нового завода в Самаре
Орбитальная группировка Starlink выросла
Школьники запустили ракету
Прогресс в переговорах
Медицинский прогресс
Компания «Прогресс» строит дома
Progressive party wins vote
Партия прогресса
Союз Чехии
МС Хованский дал концерт
Авиалайнер МС-21 совершил полет
Самолет МС-21-310 получил сертификат
MS-13 gang members arrested in Texas
Метеостанция сообщила о буре
Станция «Восток» в Антарктиде приняла самолет
"""


@pytest.mark.parametrize("title", OURS.splitlines())
def test_a_headline_about_the_station_or_russian_space_is_ours(title: str) -> None:
    assert shipped_matcher().verdict(title=title).topics


@pytest.mark.parametrize("title", OTHERS.splitlines())
def test_a_headline_that_only_sounds_like_it_is_not(title: str) -> None:
    assert shipped_matcher().verdict(title=title).topics == ()

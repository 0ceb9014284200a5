"""Headlines alone, made up: what is an alarm, what is news, and what can wait for the digest."""

import pytest

from bot.core.ledger.urgency import urgency_of
from bot.core.types import Urgency
from bot.rules.cue_rules import load_cues

ALARMS = """\
Soyuz MS-10 crew survives emergency landing after booster failure
Two-man Soyuz crew safe after rocket malfunctions minutes after liftoff
Air leak rate in Russian segment of space station doubles, NASA inspector general says
ISS crew shelters from debris after Russian anti-satellite test
Astronauts told to take shelter in return vehicles as satellite breaks up nearby
Space station fires thrusters to dodge piece of Chinese rocket
Main oxygen generator on space station fails
Ammonia alarm sends station crew into Russian segment
Progress MS-21 loses pressure in its cooling loop
NASA brings Crew-11 home early over medical issue in first evacuation of ISS
Baikonur launch pad damaged after Soyuz MS-28 liftoff
Soyuz rocket launch to ISS aborted seconds before liftoff
Astronaut's spacesuit helmet fills with water, spacewalk cut short
Cosmonaut hospitalised after landing in Kazakhstan
Russia quits International Space Station project, Borisov tells Putin
Roscosmos head Borisov sacked, Bakanov named successor
NASA picks SpaceX to deorbit the International Space Station
Station loses attitude control after Nauka's jets fire
Progress cargo ship fails to dock, drifts away from station
Power outage hits half of the space station
Cargo Dragon explodes on way to space station
Cygnus engine shuts down early, arrival at ISS delayed
Starliner to return without its crew, NASA decides
Экипаж «Союза МС-10» совершил аварийную посадку
МКС увернулась от обломка китайской ракеты
Экипажу МКС приказали перейти в корабли из-за космического мусора
На МКС вышел из строя генератор кислорода
Утечка воздуха на МКС усилилась
Путин освободил Рогозина от должности главы Роскосмоса
Роскосмос подтвердил участие в МКС до 2028 года
Запуск «Союза» к МКС отменен за 20 секунд до старта
На корабле «Прогресс МС-21» произошла разгерметизация
Космонавта экстренно вернут с МКС на Землю
«Прогресс» не смог пристыковаться к МКС
Crew of Soyuz lands safely after rocket booster fails in flight
Toxic leak alarm triggers evacuation of US segment
NASA orders astronauts to suit up and shelter over worsening crack in Zvezda
Two astronauts will stay in space until February after capsule trouble
Space junk punches hole in station's robotic arm
Station swerves to avoid orbital debris
Toilet and cooling systems break down on the space station
Soyuz capsule sprays coolant into space, spacewalk called off
Progress freighter lost during launch, debris falls in Siberia
Investigators find drilled hole in Soyuz docked at ISS
Astronaut rushed to hospital after splashdown
Cosmonaut Lyakhov's spacewalk ended early after suit battery trouble
Launch of Soyuz with crew scrubbed at last minute
Russia's space agency chief Rogozin removed from post
White House proposes ending station operations early
Senate votes to keep station flying to 2032
Roscosmos says cooperation on ISS will end unless sanctions are lifted
Former NASA astronaut Jim Lovell dead at 97
Drone attack hits Roscosmos plant
Russian module's thrusters push station out of its orientation
Cooling pump failure forces crew to power down systems
Second coolant leak hits Russian spacecraft at station
Docking of Dragon called off due to sensor fault
Dragon aborts approach to the station
Экипаж МКС спрятался в «Союзе» из-за обломков
На «Союзе МС-22» отказала система охлаждения
Стыковку «Прогресса» с МКС отложили из-за отказа системы «Курс»
На МКС сработала пожарная сигнализация
Давление в модуле «Звезда» снова падает
Космонавт умер в возрасте 79 лет
Юрий Борисов покинул пост главы Роскосмоса
Россия решила остаться на МКС после 2025 года
Ракета «Союз» упала после старта
Астронавты не вернутся на Starliner, решило НАСА
Двигатели «Науки» развернули станцию
Беспилотник атаковал завод Роскосмоса
На Байконуре обрушилась кабина обслуживания после старта «Союза»
Astronaut airlifted to hospital after returning from space station
Space station's urine processor pump breaks down, NASA rushes spare
Station briefly loses communications with Houston
Soyuz launch called off 20 seconds before liftoff
Crew of seven takes refuge in capsules as debris nears
Roscosmos: Progress M-12M cargo ship did not reach orbit
Russian Progress spins out of control
NASA astronaut's emergency return planned after illness
Cargo craft fails to reach orbit
Коллизия: два аппарата сблизились у МКС на опасное расстояние
«Прогресс» не вышел на орбиту
Ракета-носитель взорвалась на старте Байконура
Трамп назначил нового главу НАСА
На МКС пропало электричество в половине модулей
Роскосмос потерял связь с «Прогрессом»
"""

NEWS = """\
Soyuz MS-27 docks with the International Space Station
Crew-10 splashes down off California after 146 days in orbit
NASA names crew for next space station mission
Progress MS-30 launches with 2.6 tons of cargo
Russian cosmonauts complete seven-hour spacewalk
NASA delays launch of Crew-12 by a week because of weather
Roscosmos postpones launch of Soyuz MS-29
Axiom signs contract for fifth private mission to the station
Cygnus XL berthed to Unity module
Court fines Roscosmos subsidiary over unpaid debt
Dragon departs space station with science samples
«Союз МС-27» отстыковался от МКС
Ракета «Союз-2.1а» с кораблем «Прогресс МС-32» стартовала с Байконура
Роскосмос назвал состав экипажа «Союза МС-30»
Космонавты завершили выход в открытый космос
Запуск корабля к МКС перенесли на сутки
Старт «Союза МС-28» запланирован на 27 ноября
Баканов рассказал о планах по строительству РОС
Soyuz MS-24 lands in Kazakhstan with three crew members
Progress MS-26 undocks and burns up over Pacific
Crew Dragon relocates to another docking port
NASA awards Boeing contract extension for station engineering
Roscosmos signs agreement with Algeria
Cosmonauts install new antenna during spacewalk
Space station's orbit raised by two kilometres
Japan's HTV-X reaches the station for the first time
Russia shows design of its new orbital station
Saudi astronauts arrive at International Space Station
Weather pushes Crew-9 return to Friday
Roscosmos reports first profit in years
Корабль «Прогресс МС-29» пристыковался к модулю «Поиск»
Спускаемый аппарат «Союза» приземлился в Казахстане
Роскосмос и НАСА продолжат перекрестные полеты
Орбиту МКС подняли на полтора километра
Кононенко побил рекорд пребывания на орбите
Корабль Crew Dragon перестыковали на другой порт
В Роскосмосе рассказали о строительстве ракеты «Амур»
NASA's NICER telescope on the ISS spots a black hole waking up
Astronauts visit children's hospital after mission
Crew-12 astronauts to remain on station until March 12
Rocket engine fired for ten minutes, Roscosmos director says
Dragon fires thrusters to raise station
Space station's new spectrometer packs a punch
NASA fires up new station experiment
Space station crew fixes toilet
Power upgrade: new solar arrays unrolled on ISS
Cygnus leaves station with trash
Astronauts replace failed pump during spacewalk
Space station gets Italian coffee machine
Crew Dragon returns four to Earth, three months after leak delay
NASA and Roscosmos sign seat swap through 2027
Russia launches military satellite from Plesetsk
SpaceX Dragon cargo ship arrives with holiday treats
Роскосмос показал макет новой станции
Космонавты заменили вышедший из строя насос
Путин провел встречу с главой Роскосмоса
Космонавты провели медицинские эксперименты
Телескоп на МКС увидел черную дыру
Союз МС-25 вернул на Землю трех космонавтов
Ракету «Союз» вывезли на старт Байконура
Роскосмос подал иск к заводу
НАСА отложило полет Crew-12 из-за погоды
"""

ROUTINE = """\
NASA to Cover Soyuz Crew Departure from Space Station
NASA to Air Coverage of Progress Undocking
NASA Invites Media to Crew-12 Launch
How to see the International Space Station from Kent tonight
NASA Astronaut Available for Interviews Before Station Flight
NASA Astronauts to Call Indiana, Texas, Virginia Students from Space
Ohio Students to Talk with Astronauts Aboard Space Station
Image of the week: Aurora from the Space Station
Expedition 73 Crew Wraps Week with Heart Scans, Robotics
This week on the station: plants, lasers, exercise
25 years of people aboard the International Space Station
ISS Daily Summary Report
NASA Seeks Student Experiments for the Space Station
Watch: SpaceX launches cargo to the space station, live stream
Фото дня: полярное сияние с борта МКС
МКС пролетит над Москвой: как увидеть станцию
25 лет назад на МКС прибыл первый экипаж
Российский космонавт показал с МКС ночную Москву
Школьники поговорили с космонавтами на МКС
Космонавт с МКС поздравил россиян с Новым годом
Расписание полетов МКС на неделю
NASA Shares Coverage Plans for Crew-11 Return
NASA TV to broadcast Russian spacewalk
Space Station Science Highlights: Week of June 3
Skywatchers: when the space station passes over Ohio this week
Students in Texas to hear from astronaut on station
Astronaut photo: city lights from orbit
Ten years ago: first docking of ATV
On the space station, salad is on the menu
Livestream: Axiom-4 crew heads to orbital lab
Roscosmos opens photo exhibition about cosmonauts
NASA Opens Media Accreditation for Cygnus Launch
Космонавт снял с орбиты извержение вулкана
МКС можно будет увидеть над Петербургом на этой неделе
Студенты вышли на связь с МКС
Исполнилось 60 лет первому выходу в открытый космос
В Роскосмосе поздравили женщин с 8 Марта
Трансляция пуска «Союза МС-28»: где смотреть
"""


@pytest.mark.parametrize(
    ("headlines", "expected"),
    [
        (ALARMS, Urgency.EXTRAORDINARY),
        (NEWS, Urgency.NORMAL),
        (ROUTINE, Urgency.ROUTINE),
    ],
)
def test_of_twenty_headlines_at_most_one_is_taken_for_more_or_less_than_it_is(
    headlines: str, expected: Urgency
) -> None:
    cues = load_cues()
    told = headlines.splitlines()
    wrong = [
        title for title in told if urgency_of(title=title, text="", cues=cues)[0] is not expected
    ]
    assert len(wrong) <= len(told) / 20, wrong

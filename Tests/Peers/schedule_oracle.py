"""Random schedules and what python-dateutil and zoneinfo say of them.

usage: schedule_oracle.py SEED RULES INSTANTS

Prints one line for each instant: zone, UTC second, seconds east of UTC, 1 when the schedule applies, and the
schedule's text, separated by tabs. What RFC 5545 leaves open, or dateutil reads in its own way, is not drawn:
ordinals beside plain weekdays (dateutil wants both), BYSETPOS in a first week that is cut.
"""
import bisect
import itertools
import random
import sys
import types
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil import rrule

ZONES = [
    "Asia/Shanghai", "Europe/Berlin", "Europe/Dublin", "America/New_York", "America/Sao_Paulo",
    "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia", "Asia/Tehran",
    "America/St_Johns", "UTC", "Europe/London", "Pacific/Chatham", "America/Santiago", "Asia/Gaza",
    "Africa/Cairo",
]
WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
EPOCH = datetime(1970, 1, 1)
# Instants end in 2031; left alone, dateutil looks for a 31st of February until the year 9999.
rrule.datetime = types.SimpleNamespace(**{**vars(rrule.datetime), "MAXYEAR": 2031})


def compact(moment):
    return moment.strftime("%Y%m%dT%H%M%S")


def some(dice, values, most):
    return sorted(dice.sample(values, dice.randint(1, most)))


def signed(dice, most, count):
    return [dice.choice([1, 1, -1]) * value for value in some(dice, range(1, most + 1), count)]


def rule_text(dice, start):
    frequency = dice.choice(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY", "YEARLY"])
    parts = [f"FREQ={frequency}"]
    if dice.random() < 0.4:
        parts.append(f"INTERVAL={dice.randint(2, 5)}")
    if dice.random() < 0.3:
        parts.append(f"WKST={dice.choice(WEEKDAYS)}")
    has_set = False
    if dice.random() < 0.35:
        parts.append("BYMONTH=" + ",".join(map(str, some(dice, range(1, 13), 6))))
        has_set = True
    if frequency != "WEEKLY" and dice.random() < 0.35:
        parts.append("BYMONTHDAY=" + ",".join(map(str, signed(dice, 31, 8))))
        has_set = True
    if dice.random() < 0.6:
        days = some(dice, WEEKDAYS, 5)
        if frequency in ("MONTHLY", "YEARLY") and dice.random() < 0.5:
            most = 5 if frequency == "MONTHLY" or "BYMONTH" in " ".join(parts) else 52
            days = [f"{signed(dice, most, 1)[0]}{day}" for day in days]
        parts.append("BYDAY=" + ",".join(days))
        has_set = True
    if has_set and frequency in ("MONTHLY", "YEARLY") and dice.random() < 0.25:
        parts.append("BYSETPOS=" + ",".join(map(str, signed(dice, 6, 2))))
    end = dice.random()
    if end < 0.3:
        parts.append(f"COUNT={dice.randint(1, 200)}")
    elif end < 0.6:
        until = start + timedelta(days=dice.randint(0, 2000), seconds=dice.choice([-1, 0, 1, 3600]))
        parts.append(f"UNTIL={compact(until)}")
    return ";".join(parts)


def local_of(zone, second):
    moment = datetime.fromtimestamp(second, timezone.utc).astimezone(zone)
    return moment.replace(tzinfo=None), int(moment.utcoffset().total_seconds())


def draw(dice, instants):
    name = dice.choice(ZONES)
    zone = ZoneInfo(name)
    start = datetime(dice.randint(2018, 2026), dice.randint(1, 12), dice.randint(1, 28)) + timedelta(
        seconds=dice.choice([0, 5400, 9000, 28800, 79200, dice.randrange(86400)])
    )
    duration = timedelta(seconds=dice.choice([1800, 3600, 28800, 86400, 100000, dice.randint(1, 7 * 86400)]))
    text = rule_text(dice, start)
    found = rrule.rruleset()
    found.rrule(rrule.rrulestr(text, dtstart=start))
    line = f"event DTSTART:{compact(start)} DURATION:PT{int(duration.total_seconds())}S RRULE:{text}"
    first = list(itertools.islice(found, 400))
    if first and dice.random() < 0.3:
        removed = dice.sample(first, min(len(first), dice.randint(1, 4)))
        for moment in removed:
            found.exdate(moment)
        line += " EXDATE:" + ",".join(map(compact, removed))
    if dice.random() < 0.3:
        later = [dice.randrange(4 * 365 * 86400) for _ in range(dice.randint(1, 3))]
        added = [start + timedelta(seconds=seconds) for seconds in later]
        for moment in added:
            found.rdate(moment)
        line += " RDATE:" + ",".join(map(compact, added))
    starts = list(found)
    for _ in range(instants):
        if first and dice.random() < 0.7:
            # Near a beginning or an end, where mistakes live.
            edge = dice.choice(first) + dice.choice([timedelta(0), duration])
            second = int((edge - EPOCH).total_seconds()) - local_of(zone, (edge - EPOCH).total_seconds())[1]
            second += dice.choice([-1, 0, 1, dice.randint(-7200, 7200)])
        else:
            second = dice.randrange(1514764800, 1956528000)
        local, offset = local_of(zone, second)
        active = bisect.bisect_right(starts, local) > bisect.bisect_right(starts, local - duration)
        print(name, second, offset, int(active), line, sep="\t")


def main():
    seed, rules, instants = map(int, sys.argv[1:4])
    dice = random.Random(seed)
    for _ in range(rules):
        draw(dice, instants)
    # Offsets alone, over the whole of civil time that people plan for.
    for _ in range(rules * instants // 5):
        name = dice.choice(ZONES)
        second = dice.randrange(0, 4_700_000_000)
        print(name, second, local_of(ZoneInfo(name), second)[1], 1, "always", sep="\t")


main()

"""A counter that walks day by day, with its own holidays and its own short table of the law.

It shares no code with the product: the holidays are those of the `holidays`
package, the amounts are written out here from the texts.  `tools/make_law_cases.py`
and the tests use it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays as oracle

DAY = timedelta(days=1)


@cache
def legal_holidays(year, observed):
    days = oracle.US(years=[year - 1, year, year + 1], observed=observed).items()
    return frozenset(day for day, name in days if "Inauguration" not in name)


def business(day, observed):
    return day.weekday() < 5 and day not in legal_holidays(day.year, observed)


def specific(day, observed):
    return day.weekday() != 6 and day not in legal_holidays(day.year, False)


def every(day, observed):
    return True


def walk(start, days, counts, observed, step=DAY):
    day = start
    while days:
        day += step
        days -= counts(day, observed)
    return day


def same_day_in(start, years):
    year = start.year + years
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (start.month, start.day) == (2, 29) and not leap:
        return date(year, 2, 28)
    return date(year, start.month, start.day)


# The law in short: business days on, calendar days on, days of a period, days back, years.
ON_BUSINESS = {
    "noe-acknowledge": 5, "noe-respond": 30, "noe-extend": 30, "noe-respond-payoff": 7,
    "noe-documents": 15, "noe-early-correction": 5, "noe-not-required-notice": 5,
    "rfi-acknowledge": 5, "rfi-respond": 30, "rfi-extend": 30, "rfi-owner": 10,
    "rfi-early-response": 5, "rfi-not-required-notice": 5, "qwr-acknowledge": 5,
    "qwr-respond": 30, "payoff-statement": 7, "payoff-escrow-refund": 20,
    "lossmit-acknowledge": 5, "lossmit-complete-notice": 5, "lossmit-transfer-acknowledge": 10,
    "lossmit-forbearance-notice": 5, "credit-dispute-results": 5, "credit-dispute-frivolous": 5,
}  # fmt: skip
ON_CALENDAR = {
    "noe-credit-reporting-bar": 60, "transfer-notice-new": 15, "transfer-notice-exception": 30,
    "transfer-owner-notice": 30, "transfer-escrow-statement-new": 60,
    "transfer-escrow-statement-old": 60, "payoff-escrow-statement": 60,
    "payment-nonconforming-credit": 5, "escrow-initial-statement": 45,
    "escrow-annual-statement": 30, "escrow-surplus-refund": 30, "escrow-shortage-lump": 30,
    "escrow-history-after-current": 90, "fpi-reminder-earliest": 30, "fpi-refund": 15,
    "fpi-renewal-earliest-charge": 45, "lossmit-evaluate": 30, "lossmit-appeal": 14,
    "lossmit-appeal-decision": 30, "lossmit-appeal-accept": 14,
    "lossmit-foreclosure-earliest": 121, "lossmit-transfer-evaluate": 30,
    "early-live-contact": 36, "early-written-notice": 45, "early-written-notice-repeat": 180,
    "continuity-contact": 45, "periodic-statement": 4, "validation-notice": 5,
    "validation-dispute": 30, "cfpb-complaint-response": 15, "cfpb-complaint-final": 60,
    "cfpb-complaint-feedback": 60, "pmi-denial-notice": 30, "pmi-stop-charging": 30,
    "pmi-refund": 45, "pmi-termination-notice": 30, "heloc-billing-error-file": 60,
    "heloc-billing-error-acknowledge": 30, "heloc-billing-error-resolve": 90,
}  # fmt: skip
PERIOD = {
    "qwr-credit-reporting-bar": 60, "transfer-payment-grace": 60, "fpi-evidence-window": 15,
    "credit-dispute-cra": 30, "credit-dispute-direct": 30,
}  # fmt: skip
BACK = {
    "noe-presale-cutoff": 8, "transfer-notice-old": 15, "transfer-notice-combined": 15,
    "lossmit-ack-cutoff": 45, "lossmit-complete-cutoff": 38, "lossmit-appeal-cutoff": 90,
    "arm-payment-change-notice": 60, "arm-payment-change-earliest": 120,
    "arm-payment-change-notice-frequent": 25, "arm-first-reset-notice": 210,
    "arm-first-reset-earliest": 240,
}  # fmt: skip
YEARS = {
    "noe-time-limit": 1, "rfi-time-limit": 1, "record-retention": 1, "limit-respa-servicing": 3,
    "limit-tila": 1, "limit-tila-mortgage": 3, "limit-fdcpa": 1, "limit-hpa": 2,
}  # fmt: skip


def foreclosure(start, params, observed):
    sale = params["sale_date"]
    if sale and (sale - start).days <= 7:
        return None
    ordinary = walk(start, 30, business, observed)
    return min(ordinary, sale - DAY) if sale else ordinary


def first_charge(start, params, observed):
    return max(start + 45 * DAY, params["reminder_mailed_on"] + 15 * DAY)


def accept(start, params, observed):
    sale = params["sale_date"]
    if sale is None:
        return start + 14 * DAY
    ahead = (sale - params["complete_received_on"]).days
    if ahead <= 37:
        return None
    return start + (14 if ahead >= 90 else 7) * DAY


def reasonable(start, params, observed):
    marks = [start + 30 * DAY]
    if params.get("sale_date"):
        marks += [params["sale_date"] - 90 * DAY, params["sale_date"] - 38 * DAY]
    if params.get("delinquent_since"):
        marks.append(params["delinquent_since"] + 120 * DAY)
    if params.get("document_stale_on"):
        marks.append(params["document_stale_on"])
    return max(min(mark for mark in marks if mark > start), start + 7 * DAY)


def january(start, params, observed):
    day = date(start.year + 1, 1, 31)
    while not business(day, True):
        day += DAY
    return day


SPECIAL = {
    "payment-credit": lambda start, params, observed: start,
    "escrow-tax-on-time": lambda start, params, observed: start,
    "escrow-closing-notice-requested": lambda s, p, o: walk(s, 3, specific, o, -DAY),
    "escrow-closing-notice-servicer": lambda s, p, o: walk(s, 30, specific, o, -DAY),
    "rescission": lambda s, p, o: walk(s, 3, specific, o),
    "credit-dispute-cra-tells-furnisher": lambda s, p, o: walk(s - DAY, 5, business, o),
    "validation-period-end": lambda s, p, o: walk(s, 5, business, o) + 30 * DAY,
    "lossmit-transfer-appeal": lambda s, p, o: max(s, p["appeal_made_on"]) + 30 * DAY,
    "limit-fcra": lambda s, p, o: min(same_day_in(s, 2), same_day_in(p["violation_date"], 5)),
    "noe-respond-foreclosure": foreclosure,
    "fpi-earliest-charge": first_charge,
    "lossmit-accept": accept,
    "lossmit-reasonable-date": reasonable,
    "form-1098": january,
}


def brute(rule_id, start, params, observed):
    if rule_id in ON_BUSINESS:
        return walk(start, ON_BUSINESS[rule_id], business, observed)
    if rule_id in ON_CALENDAR:
        return walk(start, ON_CALENDAR[rule_id], every, observed)
    if rule_id in PERIOD:
        return walk(start - DAY, PERIOD[rule_id], every, observed)
    if rule_id in BACK:
        return walk(start, BACK[rule_id], every, observed, -DAY)
    if rule_id in YEARS:
        return same_day_in(start, YEARS[rule_id])
    return SPECIAL[rule_id](start, params, observed)


def some_params(rule_id, start, dice):
    """Parameters of the right kind, near the edges of the rule."""

    def near(low, high):
        return start + dice.randint(low, high) * DAY

    return {
        "noe-respond-foreclosure": {"sale_date": dice.choice([None, near(0, 90), near(6, 9)])},
        "fpi-earliest-charge": {"reminder_mailed_on": near(25, 60)},
        "lossmit-accept": {
            "complete_received_on": near(-40, 0),
            "sale_date": dice.choice([None, near(-2, 95), near(36, 40), near(88, 92)]),
        },
        "lossmit-reasonable-date": {
            "sale_date": dice.choice([None, near(20, 130)]),
            "delinquent_since": dice.choice([None, near(-130, -60)]),
            "document_stale_on": dice.choice([None, near(-10, 40)]),
        },
        "lossmit-transfer-appeal": {"appeal_made_on": near(-29, 10)},
        "limit-fcra": {"violation_date": near(-2000, 0)},
    }.get(rule_id, {})


def minutes(start, hours, zone):
    """The instant when so many clock hours on business days have passed, minute by minute."""
    moment = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    left = hours * 60
    while left:
        left -= business(moment.date(), True)
        moment += timedelta(minutes=1)
    return moment.replace(tzinfo=ZoneInfo(zone))

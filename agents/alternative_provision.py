"""The alternative provision (AP) unit: places first, outreach with what is left.

Summary of the rule: the authority's duty fills places from the sixth school day; staff who are
not needed there, or are ring-fenced, go out to mainstream schools.
"""

from typing import Annotated, NamedTuple

from agents.choosing import happens
from agents.compiling import rule
from agents.declarations import Column, Float32s, Int16s, Int32s


class Units(NamedTuple):
    """One row an AP unit; its roll and places are those of its row in ``Schools``."""

    school: Annotated[Int32s, Column("row", -1, "Row of the unit in Schools")]
    authority: Annotated[Int16s, Column("row", 0, "Authority that commissions the unit")]
    staff_fte: Annotated[Float32s, Column("FTE", 0, "Teaching and support staff")]
    ring_fenced_fte: Annotated[
        Float32s, Column("FTE", 0, "Outreach staff kept from cover, over and above staff")
    ]
    outreach_fte: Annotated[Float32s, Column("FTE", 0, "Staff working in mainstream schools this month")]
    effectiveness: Annotated[Float32s, Column("share", 0.8, "How well outreach works")]


class UnitParameters(NamedTuple):
    """How units staff places, and how children come back."""

    pupils_per_staff: float
    outreach_fte_per_1000_pupils: float
    staffing_slack: float
    outreach_gbp_per_fte: float
    reintegration_per_month: float
    longest_useful_stay_months: float
    places_given_up_per_year: float


EMPTY_ENOUGH_TO_PLAN_ANEW = 0.5  # of places: below it an authority asks what its units are for


@rule
def gives_up_places(places: int, roll: int, waiting: int, unit: UnitParameters) -> int:
    """Places in alternative provision that an authority gives up where mainstream schools keep pupils.

    Claim M11: once more than half of the places stand empty it plans anew, a part of the empty ones a year;
    staff go with places, and with them outreach.
    """
    used = roll + waiting
    if used >= EMPTY_ENOUGH_TO_PLAN_ANEW * places:
        return 0
    return int(unit.places_given_up_per_year * (places - used))


@rule
def releases_outreach(staff_fte: float, n_pupils: int, ring_fenced_fte: float, unit: UnitParameters) -> float:
    """Staff released to mainstream schools: what places leave over, and what is ring-fenced.

    Claims C8, M1, M14 (units have long meant to work in schools; whether they can follows from how full they
    are), C11 (no staffing model changes how many are removed), M7 (staff that are commissioned for it).
    Claims C9, C10 (places come first), M6 (a ring-fence holds whatever the occupancy).
    """
    needed = n_pupils / unit.pupils_per_staff
    return max(0.0, staff_fte - needed) + ring_fenced_fte


@rule
def need_met_in_unit(need: float, learning_need: float, semh_need: float) -> float:
    """Need that a unit meets: more of SEMH need than of the rest, though few pupils have only one kind.

    Claim M9: units are made for "AP pupils"; a child of mixed or other need is sent the wrong way.
    """
    semh_share = semh_need / (learning_need + semh_need + 1e-9)
    return need * (0.45 + 0.25 * semh_share)


@rule
def is_ready_to_return(
    months_in_ap: int, year_group: int, unmet_need: float, unit: UnitParameters, luck: float
) -> bool:
    """Propose reintegration: after a first term, before the last year of school, while the stay is short."""
    if months_in_ap < 3 or year_group >= 11:
        return False
    monthly = unit.reintegration_per_month * (
        1.0 - 0.5 * min(1.0, months_in_ap / unit.longest_useful_stay_months)
    )
    return luck < monthly * (1.0 - 0.5 * unmet_need)


@rule
def readmits(ethos: float, capability: float, has_places: bool, luck: float) -> bool:
    """A mainstream school takes the child back: an inclusive, capable school with room says yes."""
    log_odds = -0.5 + 2.0 * (ethos - 0.5) + 1.0 * (capability - 0.5)
    if has_places:
        log_odds += 1.0
    return happens(log_odds, luck)

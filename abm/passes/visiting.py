"""Who gets the time of visiting specialists and of outreach, school by school."""

from typing import NamedTuple

from numpy import float64

from abm.passes.governing import PENCE, nearest
from abm.passes.totals import Total, is_ordinary, nearest_millionths
from agents.alternative_provision import UnitParameters, Units, releases_outreach
from agents.authority import Authorities
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Float64s, Int32s, Int64s
from agents.school import Schools
from agents.services import ServiceParameters, takes_up_outreach, visits_over_even, wishes_to_buy
from agents.vocabulary import SettingKind


@compiled_pass
def write_purchases(schools: Schools, service: ServiceParameters, sums: Int64s, bought: Float64s) -> None:
    """Write how much of a traded service each school buys over an even spread; 1 outside ordinary schools.

    ``sums``, two rows by authority, is room to add up what ordinary schools buy and their pupils.
    """
    for school in range(schools.kind.size):
        pot, ethos = float64(schools.pot_per_pupil_gbp[school]), float64(schools.ethos[school])
        wish = nearest_millionths(wishes_to_buy(pot, ethos, service))
        bought[school] = wish
        if is_ordinary(schools.kind[school]):
            sums[0, schools.authority[school]] += wish * schools.roll[school]
            sums[1, schools.authority[school]] += schools.roll[school]
    for school in range(schools.kind.size):
        area_buys, pupils = sums[0, schools.authority[school]], sums[1, schools.authority[school]]
        if is_ordinary(schools.kind[school]) and area_buys > 0:
            bought[school] = int(bought[school]) * pupils / area_buys
        else:
            bought[school] = 1.0


@part_of_pass
def need_over_even(schools: Schools, school: int, ordinary: Int64s) -> float:
    """A school's share of its area's pupils with SEN over its share of all (claim M13); 1 elsewhere."""
    area, roll = schools.authority[school], schools.roll[school]
    in_area = ordinary[Total.ON_SUPPORT, area] + ordinary[Total.WITH_PLAN, area]
    if not is_ordinary(schools.kind[school]) or roll == 0 or in_area == 0:
        return 1.0
    with_sen = schools.n_support[school] + schools.n_plans[school]
    return with_sen * ordinary[Total.ROLL, area] / (roll * in_area)


@compiled_pass
def write_visits(
    schools: Schools,
    even: Float64s,
    core: Float64s,
    bought: Float64s,
    ordinary: Int64s,
    service: ServiceParameters,
    hours: Float64s,
) -> None:
    """Write each school's visiting time; ``even``, were it spread evenly, and ``core`` are by authority."""
    for school in range(schools.kind.size):
        area, by_need = schools.authority[school], need_over_even(schools, school, ordinary)
        hours[school] = even[area] * visits_over_even(core[area], by_need, bought[school], service)


class Releasing(NamedTuple):
    """What bears on outreach from alternative provision, by authority; ``delivered`` is added up."""

    enough_fte: Float64s
    n_units: Int64s
    fenced: Float64s
    staffed: Float64s
    subsidised: Float64s
    price_index: float
    delivered: Float64s


@compiled_pass
def release_outreach(
    units: Units,
    schools: Schools,
    rolls: Int32s,
    releasing: Releasing,
    authorities: Authorities,
    p: UnitParameters,
) -> None:
    """Staff the places of every unit and send out who is left; ``rolls`` are as units see them."""
    r = releasing
    for unit in range(units.school.size):
        area, school = units.authority[unit], units.school[unit]
        enough = r.enough_fte[area]
        fence = r.fenced[area] * enough / r.n_units[area]
        usual = schools.places[school] / p.pupils_per_staff * p.staffing_slack
        more = usual * r.staffed[area] + r.subsidised[area] * enough / r.n_units[area]
        units.staff_fte[unit] = usual + more
        units.ring_fenced_fte[unit] = fence
        fte = releases_outreach(float64(units.staff_fte[unit]), rolls[school], fence, p)
        units.outreach_fte[unit] = fte
        r.delivered[area] += fte * float64(units.effectiveness[unit])
        yearly_gbp = (fence + more) * p.outreach_gbp_per_fte * r.price_index
        authorities.discretionary_pence[area] += nearest(yearly_gbp * PENCE / 12.0)


@compiled_pass
def outreach_arrives(
    schools: Schools, reach: Float64s, bought: Float64s, prices: Float64s, service: ServiceParameters
) -> None:
    """Outreach reaches secondary schools; ``reach`` and ``prices`` are by authority, ``bought`` by school."""
    for school in range(schools.kind.size):
        if schools.kind[school] == SettingKind.SECONDARY:
            area = schools.authority[school]
            taken = reach[area] * takes_up_outreach(bought[school], prices[area], service)
            schools.outreach[school] = min(1.0, taken)  # enough is enough

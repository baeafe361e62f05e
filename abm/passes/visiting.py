"""Who gets the time of visiting specialists and of outreach, school by school."""

from numpy import float64

from abm.passes.totals import Total, is_ordinary, nearest_millionths
from agents.compiling import compiled_pass, rule
from agents.declarations import Float64s, Int64s
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


@rule
def need_over_even(with_sen: int, roll: int, sen_in_area: int, pupils_in_area: int) -> float:
    """A school's share of its area's pupils with SEN over its share of all (claim M13)."""
    if roll == 0 or sen_in_area == 0:
        return 1.0
    return with_sen * pupils_in_area / (roll * sen_in_area)


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
        area, by_need = schools.authority[school], 1.0
        if is_ordinary(schools.kind[school]):
            with_sen = schools.n_support[school] + schools.n_plans[school]
            sen_in_area = ordinary[Total.ON_SUPPORT, area] + ordinary[Total.WITH_PLAN, area]
            by_need = need_over_even(with_sen, schools.roll[school], sen_in_area, ordinary[Total.ROLL, area])
        hours[school] = even[area] * visits_over_even(core[area], by_need, bought[school], service)


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

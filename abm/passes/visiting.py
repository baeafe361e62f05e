"""Who gets the time of visiting specialists and of outreach, school by school."""

from numpy import float64

from agents.compiling import compiled_pass
from agents.declarations import Float64s
from agents.school import Schools
from agents.services import ServiceParameters, takes_up_outreach, visits_over_even, wishes_to_buy


@compiled_pass
def write_wishes(schools: Schools, service: ServiceParameters, wishes: Float64s) -> None:
    """Write how much of a traded service each school would buy."""
    for school in range(schools.kind.size):
        pot, ethos = float64(schools.pot_per_pupil_gbp[school]), float64(schools.ethos[school])
        wishes[school] = wishes_to_buy(pot, ethos, service)


@compiled_pass
def write_visits(
    core: Float64s, by_need: Float64s, bought: Float64s, service: ServiceParameters, visits: Float64s
) -> None:
    """Write each school's visiting time over an even spread; all arguments are by school."""
    for school in range(visits.size):
        visits[school] = visits_over_even(core[school], by_need[school], bought[school], service)


@compiled_pass
def write_outreach(bought: Float64s, price: Float64s, service: ServiceParameters, outreach: Float64s) -> None:
    """Write each school's outreach over an even spread; all arguments are by school."""
    for school in range(outreach.size):
        outreach[school] = takes_up_outreach(bought[school], price[school], service)

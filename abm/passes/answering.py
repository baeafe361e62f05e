"""What bears on each school from outside: how far the authority's voice carries, what promises weigh."""

from agents.accountability import reach_of_authority, validity_of_standards, weight_of_metric
from agents.compiling import compiled_pass
from agents.declarations import Flags, Float64s
from agents.school import SchoolParameters


@compiled_pass
def write_reach(academies: Flags, binding: Float64s, school: SchoolParameters, reach: Float64s) -> None:
    """Write how far the authority's voice carries in each school; all arrays are by school."""
    for row in range(academies.size):
        reach[row] = reach_of_authority(academies[row], binding[row], school)


@compiled_pass
def write_validity(owned: Float64s, school: SchoolParameters, validity: Float64s) -> None:
    """Write how far work to a standard is work for children, by authority as ``owned`` is."""
    for row in range(owned.size):
        validity[row] = validity_of_standards(owned[row], school)


@compiled_pass
def write_weights(promised: Float64s, clarity: float, weights: Float64s) -> None:
    """Write what a promised measure weighs with the head of each school."""
    for row in range(promised.size):
        weights[row] = weight_of_metric(promised[row], clarity)

"""How far the authority's voice carries in each school."""

from agents.accountability import reach_of_authority
from agents.compiling import compiled_pass
from agents.declarations import Flags, Float64s
from agents.school import SchoolParameters


@compiled_pass
def write_reach(academies: Flags, binding: Float64s, school: SchoolParameters, reach: Float64s) -> None:
    """Write how far the authority's voice carries in each school; all arrays are by school."""
    for row in range(academies.size):
        reach[row] = reach_of_authority(academies[row], binding[row], school)

"""The years before a run: children grow up, quietly, in the world as it stands at the start.

A world built from facts holds children with the needs they were born with. Before the first month
each lives as many quiet months as it has lived since it was two, in the setting it is in, so that
unmet need and confidence have left their marks; nobody asks, moves or enters.
"""

import numpy as np

from abm.now import Now
from abm.phases import authorities, people, schools
from abm.phases.census import census_is_taken
from abm.worlds.people import FIRST_YEAR_GROUP
from abm.worlds.state import World
from agents.declarations import Int16s

LONGEST_QUIET_MONTHS = 96  # need forgets in some 60 months; longer changed nothing that we measured


def children_grow_up(world: World, now: Now) -> None:
    """Let every child live its quiet months, the oldest first; ``now`` is the month before the run."""
    _customs_are_formed(world, now)
    census_is_taken(world, now)
    oldest_last = -world.children.cohort
    for months_ago in range(LONGEST_QUIET_MONTHS, 0, -1):
        first_row = _first_row_alive(oldest_last, now, months_ago)
        authorities.money_arrives(world, now)
        authorities.staff_are_counted(world, now)
        schools.schools_lead(world, now)
        people.support_arrives(world, now, first_row)
        people.stock_is_taken(world, now, first_row)
        if months_ago % 12 == 1:
            census_is_taken(world, now)


def _customs_are_formed(world: World, now: Now) -> None:
    """Schools start out with the customs that today's signals make in the long run."""
    world.schools.inclusion_climate[:] = now.drivers.national_inclusion_message
    world.schools.discipline_climate[:] = now.drivers.behaviour_guidance_strength


def _first_row_alive(oldest_last: Int16s, now: Now, months_ago: int) -> int:
    """The first row whose child was two years old by then: cohorts fill rows youngest first.

    ``oldest_last`` holds the cohorts with their sign changed, so that they run upwards.
    """
    years = -(-months_ago // 12)
    youngest = now.month.academic_year - FIRST_YEAR_GROUP - years + 1
    return int(np.searchsorted(oldest_last, np.int16(-youngest)))

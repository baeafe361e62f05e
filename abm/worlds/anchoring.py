"""Anchors a world at its first recorded month: published balances, and the plans of 2025."""

import numpy as np

from abm.counting import Stock
from abm.now import Now
from abm.phases.census import census_is_taken
from abm.scenario import Scenario
from abm.worlds.first_plans import overall_needs
from abm.worlds.starting_points import StartingPoint
from abm.worlds.state import World
from agents.authority import band_for
from agents.vocabulary import SenStatus

PENCE = 100


def anchor(world: World, points: list[StartingPoint], scenario: Scenario, now: Now) -> None:
    """Set balances; for a start in 2025 also give or take the plans by which the spin-up missed the facts."""
    world.authorities.balance_pence[:] = [round(point.balance_gbp * PENCE) for point in points]
    world.authorities.general_balance_pence[:] = 0
    if scenario.start == 2025:
        for authority, point in enumerate(points):
            _meet_number_of_plans(world, authority, point.plans, now)
    census_is_taken(world, now)


def _meet_number_of_plans(world: World, authority: int, wanted: int, now: Now) -> None:
    """Plans go to those with most need without one, or from those of school age with least."""
    children = world.children
    need = overall_needs(world)
    free = (children.case < 0) & (children.dispute < 0)
    own = children.is_present & (children.home_authority == authority) & free
    missing = wanted - int(world.stocks[Stock.PLANS, authority])
    if missing > 0:
        rows = np.flatnonzero(own & (children.sen_status == SenStatus.SUPPORT) & (children.setting >= 0))
        chosen = rows[np.lexsort((children.person_id[rows], -need[rows]))][:missing]
        children.sen_status[chosen] = SenStatus.PLAN
        children.band[chosen] = [band_for(float(one)) for one in need[chosen]]
        children.plan_day[chosen] = now.month.first_day - children.person_id[chosen] % 365
    else:
        rows = np.flatnonzero(own & (children.sen_status == SenStatus.PLAN))
        ordinary = rows[children.placement[rows] == 0]
        chosen = ordinary[np.lexsort((children.person_id[ordinary], need[ordinary]))][:-missing]
        children.sen_status[chosen] = SenStatus.SUPPORT
        children.band[chosen] = 0
        children.plan_day[chosen] = -1

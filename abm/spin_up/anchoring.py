"""Anchors a world at its first recorded month: published balances, and the plans of 2025."""

import numpy as np

from abm.counting import Stock
from abm.now import Now
from abm.phases.census import census_is_taken
from abm.rules import rules
from abm.scenario import Scenario
from abm.worlds.first_plans import overall_needs, rows_by_authority
from abm.worlds.starting_points import StartingPoint
from abm.worlds.state import World
from agents.declarations import Int32s
from agents.vocabulary import Placement, SenStatus

PENCE = 100


def anchor(world: World, points: list[StartingPoint], scenario: Scenario, now: Now) -> None:
    """Set balances; for a start in 2025 also give or take the plans by which the spin-up missed the facts."""
    world.authorities.balance_pence[:] = [round(point.balance_gbp * PENCE) for point in points]
    world.authorities.general_balance_pence[:] = 0
    if scenario.start == 2025:
        for authority, (point, own) in enumerate(zip(points, rows_by_authority(world), strict=True)):
            missing = point.plans - int(world.stocks[Stock.PLANS, authority])
            _meet_number_of_plans(world, own, missing, now)
    census_is_taken(world, now)


def _meet_number_of_plans(world: World, own: Int32s, missing: int, now: Now) -> None:
    """Plans go to those with most need without one, or from those of school age with least."""
    children = world.children
    own = own[(children.case[own] < 0) & (children.dispute[own] < 0)]
    need = overall_needs(children, own)
    if missing > 0:
        candidates = (children.sen_status[own] == SenStatus.SUPPORT) & (children.setting[own] >= 0)
        rows, needs = own[candidates], need[candidates]
        order = np.lexsort((children.person_id[rows], -needs))[:missing]
        chosen = rows[order]
        lean = float(world.authorities.band_lean[children.home_authority[own[0]]])
        children.sen_status[chosen] = SenStatus.PLAN
        children.band[chosen] = [rules.band_for(float(one), lean) for one in needs[order]]
        children.plan_day[chosen] = now.month.first_day - children.person_id[chosen] % 365
    else:
        held = children.sen_status[own] == SenStatus.PLAN
        ordinary = held & (children.placement[own] == Placement.MAINSTREAM)
        rows = own[ordinary]
        chosen = rows[np.lexsort((children.person_id[rows], need[ordinary]))][:-missing]
        children.sen_status[chosen] = SenStatus.SUPPORT
        children.band[chosen] = 0
        children.plan_day[chosen] = -1

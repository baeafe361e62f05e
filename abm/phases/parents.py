"""What parents do together: once a year families join, leave and learn from the forum of their area."""

import numpy as np

from abm import answering
from abm.calendar import SEPTEMBER
from abm.counting import N_FLOWS, Flow
from abm.groups import N_COLUMNS
from abm.now import Now
from abm.passes.forum import ForumParameters, forums_meet
from abm.rules import rules
from abm.worlds.state import World
from agents.declarations import Float64s, n_rows


def forums_have_met(world: World, now: Now) -> None:
    """September: a year of the forum is over; its influence is what authorities let it be."""
    a, p = world.authorities, now.parameters
    power = answering.power_of_parents(now)
    for i in range(world.n_authorities):
        a.forum_influence[i] = rules.influence_realised(float(power[i]), p.authority)
    if now.month.calendar_month != SEPTEMBER:
        return
    invitation = answering.invitation(now)
    forum = ForumParameters(
        family=p.family,
        invitation=invitation,
        realised=a.forum_influence.astype(np.float64),
        promised=answering.promised_influence(now),
        blame=answering.BLAME_SHARED * invitation * _refused_share(world),
    )
    shape = ((N_FLOWS, N_COLUMNS, world.n_authorities),)
    work = (forums_meet, shape, world.children, world.families, now.month, forum)
    (counts,) = now.threads.tallied(n_rows(world.children), *work)
    world.counts += counts


def _refused_share(world: World) -> Float64s:
    """Share of last month's decisions on requests that were refusals, by authority."""
    refused, agreed = world.last_flows[Flow.REFUSED], world.last_flows[Flow.AGREED]
    share: Float64s = refused / np.maximum(1, refused + agreed)
    return share

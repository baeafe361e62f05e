"""Counts what must not be: columns out of range, plans without bands, cases without children."""

import math
from enum import IntEnum, auto

from agents.child import Children
from agents.compiling import compiled_pass, rule
from agents.declarations import Int64s
from agents.family import Families
from agents.vocabulary import SenStatus


class Audited(IntEnum):
    """What is counted over all children."""

    NO_SHARES = 0  # children with a need, attendance, confidence or trust that is no share
    NO_NUMBERS = auto()  # children whose attainment is no number
    BANDS_AMISS = auto()  # children with a plan and no band, or a band and no plan
    CASES = auto()  # children with an open case
    DISPUTES = auto()  # children with an open dispute


N_AUDITED = len(Audited)


@rule
def is_no_share(value: float) -> bool:
    """Whether a number does not lie from 0 to 1; what is no number does not."""
    return not (value >= 0.0) & (value <= 1.0)


@compiled_pass
def audit_children(children: Children, families: Families, found: Int64s, start: int, stop: int) -> None:
    """Add to ``found`` what the columns of these rows hold."""
    shares, numbers, bands, cases, disputes = 0, 0, 0, 0, 0
    for row in range(start, stop):
        amiss = is_no_share(children.learning_need[row]) | is_no_share(children.semh_need[row])
        amiss |= is_no_share(families.confidence[row]) | is_no_share(families.trust[row])
        shares += amiss | is_no_share(children.attendance[row])
        numbers += not abs(children.attainment[row]) < math.inf
        has_plan = children.sen_status[row] == SenStatus.PLAN
        bands += children.is_present[row] & (has_plan != (children.band[row] > 0))
        cases += children.case[row] >= 0
        disputes += children.dispute[row] >= 0
    found[Audited.NO_SHARES] += shares
    found[Audited.NO_NUMBERS] += numbers
    found[Audited.BANDS_AMISS] += bands
    found[Audited.CASES] += cases
    found[Audited.DISPUTES] += disputes

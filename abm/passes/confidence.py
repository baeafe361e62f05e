"""Families take stock: confidence, grievance and voice, month by month."""

from typing import NamedTuple

from numpy import float64

from abm.calendar import Month
from abm.luck import luck
from abm.passes.cohorts import is_mainstream
from abm.threads import STRETCH, row_at
from agents.authority import Authorities
from agents.case import Cases
from agents.child import Children, overall_need
from agents.compiling import compiled_pass, part_of_pass
from agents.declarations import Flags, Float32s, Float64s, Int8s, Int16s, Int32s
from agents.family import (
    Families,
    FamilyParameters,
    confidence_next_month,
    experience,
    felt_unmet,
    grievance_next_month,
    need_met,
    speaks_up,
    takes_stock,
    trust_after_contact,
)
from agents.school import Schools, hears_families
from agents.vocabulary import Decision

HEARD_OUTSIDE_SCHOOL = 0.4
FOLLOWS_THE_AREA = 0.02


class Heard(NamedTuple):
    """How far a family is heard at each school, and how far school and family talk from the start."""

    heard: Float64s
    early_talks: Float64s


@part_of_pass
def lower_trust(families: Families, row: int, loss: float) -> None:
    """Take ``loss`` from a family's trust in the authority, down to none."""
    families.trust[row] = max(0.0, float64(families.trust[row]) - loss)


@part_of_pass
def lower_confidence(families: Families, row: int, loss: float) -> None:
    """Take ``loss`` from a family's confidence, down to none."""
    families.confidence[row] = max(0.0, float64(families.confidence[row]) - loss)


@compiled_pass
def write_heard(schools: Schools, contact: Float64s, conversations: Float64s, heard: Float64s) -> None:
    """Write into ``heard`` how far a family is heard at each school.

    ``contact`` is the quality of contact by school; ``conversations`` what structured ones add.
    """
    for school in range(schools.kind.size):
        listens = hears_families(contact[school], float64(schools.send_effort[school]))
        heard[school] = min(1.0, listens + conversations[school])


@part_of_pass
def of_one_authority(home_authority: Int16s, first: int, last: int) -> bool:
    """Whether all rows from ``first`` to before ``last`` belong to one authority, as nearly all do."""
    n = 0
    for row in range(first, last):
        n += home_authority[row] != home_authority[first]
    return n == 0


@part_of_pass
def follow_the_area(families: Families, row: int, area: float, follows: bool) -> None:
    """A family with nothing to take stock of drifts to the area's view and has no concern to raise."""
    confidence: float = float64(families.confidence[row])
    drifted = confidence + FOLLOWS_THE_AREA * (area - confidence)
    families.confidence[row] = drifted if follows else confidence
    families.is_silent[row] &= not follows


@part_of_pass
def take_stock(
    children: Children,
    families: Families,
    voice_confidence: Float32s,
    schools: Schools,
    authorities: Authorities,
    heard_at: Heard,
    month: Month,
    family: FamilyParameters,
    row: int,
) -> None:
    """Move one family's confidence and grievance, and decide whether it speaks up."""
    if not children.is_present[row]:
        return
    area = float64(authorities.area_confidence[children.home_authority[row]])
    confidence = float64(families.confidence[row])
    as_voiced = float64(voice_confidence[row])
    need = overall_need(float64(children.learning_need[row]), float64(children.semh_need[row]))
    if not takes_stock(need, children.sen_status[row]):
        follow_the_area(families, row, area, True)
        return
    unmet = float64(children.unmet_need[row])
    school = children.setting[row]
    heard = HEARD_OUTSIDE_SCHOOL
    peers = area
    met: float = confidence
    if school >= 0:
        heard = heard_at.heard[school]
        peers = float64(schools.peer_confidence[school])
    if school >= 0 and is_mainstream(children.placement[row]):
        met = need_met(need, max(0.0, need - float64(children.ordinary_support[row])))
    now = experience(met, heard, peers, area, family)
    families.confidence[row] = confidence_next_month(confidence, now, family)
    felt = unmet if school < 0 else felt_unmet(unmet, heard_at.early_talks[school])
    families.grievance[row] = grievance_next_month(float64(families.grievance[row]), felt, family)
    spoke = True
    if unmet > 0.03:
        u = luck(month.key, children.person_id[row], Decision.SPOKE_UP)
        spoke = speaks_up(as_voiced, float64(families.agency[row]), heard, family, u)
    families.is_silent[row] = not spoke


@compiled_pass
def families_take_stock(
    children: Children,
    families: Families,
    voice_confidence: Float32s,
    schools: Schools,
    authorities: Authorities,
    heard_at: Heard,
    month: Month,
    family: FamilyParameters,
    rows: Int32s,
    start: int,
    stop: int,
) -> None:
    """Move confidence and grievance of the families in ``rows``, and decide whether they speak up.

    Confidence is about what is ordinarily available, so a plan in class teaches a family nothing new of
    it, and a family whose child is elsewhere has only what it hears.
    ``heard_at`` is by school; ``voice_confidence`` is confidence as it bears on
    speaking up, which is each family's own before this month's experience.
    """
    for position in range(start, stop):
        row = row_at(rows, position)
        take_stock(children, families, voice_confidence, schools, authorities, heard_at, month, family, row)


@compiled_pass
def families_follow_their_area(
    children: Children, families: Families, authorities: Authorities, busy: Int8s, start: int, stop: int
) -> None:
    """Let families drift to their area's view whose child is not among the ``busy``."""
    for first in range(start, stop, STRETCH):
        last = min(first + STRETCH, stop)
        if of_one_authority(children.home_authority, first, last):
            area = float64(authorities.area_confidence[children.home_authority[first]])
            for row in range(first, last):
                follow_the_area(families, row, area, children.is_present[row] & (busy[row] == 0))
        else:
            for row in range(first, last):
                area = float64(authorities.area_confidence[children.home_authority[row]])
                follow_the_area(families, row, area, children.is_present[row] & (busy[row] == 0))


@compiled_pass
def delay_wears_trust(
    families: Families, cases: Cases, last_day: int, clock_days: float, loss: float
) -> None:
    """Families whose request has outrun the law's clock lose a little trust (claim E1: only a little)."""
    for slot in range(cases.is_open.size):
        if cases.is_open[slot] and last_day - cases.asked_day[slot] > clock_days:
            lower_trust(families, cases.child[slot], loss)


@compiled_pass
def officers_meet_families(
    families: Families,
    is_open: Flags,
    rows: Int32s,
    homes: Int16s,
    contact: Float32s,
    family: FamilyParameters,
) -> None:
    """Families with a case or dispute that is open deal with officers (claims E1, E2, D5).

    ``rows`` are those of its children, ``contact`` is by authority.
    """
    for slot in range(is_open.size):
        if not is_open[slot]:
            continue
        row = row_at(rows, slot)
        heard = float64(contact[homes[row]])
        families.trust[row] = trust_after_contact(float64(families.trust[row]), heard, family)

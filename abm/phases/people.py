"""What happens to children and families month by month."""

import numpy as np

from abm import answering, policy
from abm.calendar import AUGUST, SEPTEMBER
from abm.counting import N_FLOWS
from abm.groups import N_COLUMNS
from abm.links import Reader
from abm.now import Now
from abm.passes.admitting import DISCOURAGED, ENTRANTS, Admitting, by_reputation, refuges
from abm.passes.asking import AskingConditions, open_cases, people_ask
from abm.passes.behaviour import BehaviourParameters, incidents_happen
from abm.passes.cohorts import LawOfAges, Seats, children_move_up, grown_ups_leave
from abm.passes.confidence import (
    Heard,
    delay_wears_trust,
    families_follow_their_area,
    families_take_stock,
    officers_meet_families,
    write_heard,
)
from abm.passes.finding import set_in
from abm.passes.identifying import ServicesOffered, schools_identify
from abm.passes.leaving import families_leave_and_return
from abm.passes.support import (
    Brought,
    Provision,
    SupportParameters,
    support_reaches_children,
    write_provision,
)
from abm.passes.tallying import count_entrants
from abm.threads import BLOCK, PerThread
from abm.worlds.people import FIRST_YEAR_GROUP, add_cohort, cohort_sizes, free_rows, make_room
from abm.worlds.state import World
from abm.worlds.tables import make_room_for_cases
from agents.declarations import Float64s, n_rows
from agents.school import Schools

ROOM_TO_GROW = 0.02  # rows added when the table is full, as a share of it


def cohorts_turn_over(world: World, now: Now) -> None:
    """September: two-year-olds enter, everybody moves up, some stay on, some leave."""
    if now.month.calendar_month != SEPTEMBER:
        return
    law = LawOfAges(now.drivers.plan_age_limit, now.parameters.authority.stays_in_college_share)
    shape = ((N_FLOWS, N_COLUMNS, world.n_authorities),)
    leavers = (grown_ups_leave, shape, world.children, world.families, now.month, law)
    (left,) = now.threads.tallied(n_rows(world.children), *leavers)
    _two_year_olds_enter(world, now)  # may lengthen the tables, so that they are taken anew
    people = (world.children, world.families)
    shapes = (*shape, (n_rows(world.schools), 2))
    seen = now.seen(world, Reader.ADMISSION).schools
    work = (*people, seen, _seats(world, now, seen), world.borders, now.month, law)
    moved, entries = now.threads.tallied(n_rows(world.children), children_move_up, shapes, *work)
    world.counts += left + moved
    world.schools.sen_entrants[:] = entries[:, ENTRANTS]
    world.schools.discouraged[:] = entries[:, DISCOURAGED]


def _seats(world: World, now: Now, seen: Schools) -> Seats:
    """What September's admissions go by, on what was known in summer of the schools as they are ``seen``."""
    school = now.parameters.school
    admitting = Admitting(
        school=school,
        refuge=refuges(seen, world.index),
        reach=answering.reach(world, now) - answering.usual_reach(now, policy.totals_of(world))[seen.kind],
        cost_of_plan=policy.share_of_contribution(world, now),
        judged=now.doses["send_in_accountability"],
    )
    return Seats(world.index, by_reputation(seen, world.index, school), admitting)


def _two_year_olds_enter(world: World, now: Now) -> None:
    cohort = now.month.academic_year - FIRST_YEAR_GROUP
    wanted = int(cohort_sizes(world, cohort).sum())
    rows = free_rows(world.children, wanted)
    if rows.size < wanted:
        make_room(world, wanted - rows.size + round(ROOM_TO_GROW * n_rows(world.children)))
        rows = free_rows(world.children, wanted)
    add_cohort(now.seen(world, Reader.ENTRY), cohort, rows, now.seed)
    count_entrants(world.children, world.families, rows[:wanted], now.month, world.counts)


def support_arrives(world: World, now: Now, first_row: int = 0) -> None:
    """Support meets what it can; unmet need escalates; attendance and attainment follow.

    Only rows from ``first_row`` on take part.
    """
    p = now.parameters
    lost_share = 1.0 - p.child.remote_support_share
    open_share = 1.0 - lost_share * now.drivers.covid_closure_share
    support = SupportParameters(
        p.child,
        p.school,
        p.authority.plan_delivery_share,
        open_share,
        p.authority.early_help_coverage,
        p.partner,
        p.banding,
        now.pull("catch_up_support"),
        now.doses["attainment_pledge"],
        now.pull("lower_attainer_agenda"),
        bool((now.doses["catch_up_support"] + now.doses["attainment_pledge"]).any()),
        p.draft,
    )
    seen = now.seen(world, Reader.SUPPORT)
    tables = (world.children, world.families, seen.authorities)
    on, off, outreach, pastoral = np.empty((4, n_rows(world.schools)))
    provision = Provision(on, off, outreach, pastoral, _bars(world, now))
    write_provision(seen.schools, p.school, provision)
    brought = PerThread(lambda: Brought(*[np.empty(BLOCK) for _ in Brought._fields]))
    work = (support_reaches_children, *tables, provision, now.month, support, brought)
    world.scratch.busy_rows = now.threads.marked(
        n_rows(world.children), world.scratch.busy, *work, first_row=first_row
    )


def _bars(world: World, now: Now) -> Float64s:
    """Need above which each school sees special educational needs."""
    school = now.parameters.school
    before, after = school.identification_bar_before_merger, school.identification_bar
    average = before + (after - before) * now.drivers.identification_guidance
    return policy.identification_bars(average, now) + world.schools.own_bar.astype(np.float64)


def need_is_identified(world: World, now: Now) -> None:
    """Schools identify SEN, and end support that is no longer needed; not in August."""
    if now.month.calendar_month == AUGUST:
        return
    seen = now.seen(world, Reader.IDENTIFICATION)
    tables = (world.children, seen.families, seen.schools)
    services = ServicesOffered(policy.subsidy_of_outreach(world, now), now.parameters.service)
    work = (schools_identify, *tables, now.month, _bars(world, now), services)
    now.threads.over_some(world.scratch.busy_rows, *work)


def stock_is_taken(world: World, now: Now, first_row: int = 0) -> None:
    """Families take stock of what their child gets and of what others tell them; from ``first_row`` on."""
    seen = now.seen(world, Reader.STOCK_TAKING)
    voice = now.seen(world, Reader.VOICE).families.confidence
    tables = (seen.children, world.families, voice, seen.schools, seen.authorities)
    heard = Heard(np.empty(n_rows(world.schools)), policy.early_talks(world, now))
    write_heard(seen.schools, policy.contact(world, now), now.pull("structured_conversations"), heard.heard)
    work = (families_take_stock, *tables, heard, now.month, now.parameters.family)
    now.threads.over_some(world.scratch.busy_rows, *work)
    rest = (families_follow_their_area, world.children, world.families, seen.authorities, world.scratch.busy)
    now.threads.over(n_rows(world.children), *rest, first_row=first_row)
    last_day = now.month.first_day + now.month.n_days
    loss = now.parameters.family.shock_of_delay
    delay_wears_trust(world.families, world.cases, last_day, now.drivers.statutory_clock_days, loss)
    _officers_meet_families(world, now)


def _officers_meet_families(world: World, now: Now) -> None:
    """Contact with officers builds or wears the trust of families with an open case or dispute."""
    contact = now.seen(world, Reader.STOCK_TAKING).authorities.contact
    homes = world.children.home_authority
    for table in (world.cases, world.disputes):
        met = (table.is_open, table.child, homes, contact)
        officers_meet_families(world.families, *met, now.parameters.family)


def asking_conditions(now: Now) -> AskingConditions:
    """The law, closed schools, and what families, schools and partners weigh when they ask this month."""
    p, drivers = now.parameters, now.drivers
    return AskingConditions(
        drivers.plan_age_limit, drivers.covid_closure_share, p.family, p.school, p.partner
    )


def assessments_are_asked_for(world: World, now: Now) -> None:
    """Families, young people, schools and others ask; each request opens a case with its own day."""
    if now.month.calendar_month == AUGUST:
        return
    asked = world.scratch.asked
    asked[:] = 0
    seen = now.seen(world, Reader.ASKING)
    tables = (seen.children, seen.families, seen.schools, seen.authorities, asked)
    now.threads.over_some(world.scratch.busy_rows, people_ask, *tables, now.month, asking_conditions(now))
    rows = set_in(world.children, now.threads, asked)
    make_room_for_cases(world, rows.size)
    open_cases(
        world.children,
        world.families,
        world.cases,
        world.authorities,
        rows,
        asked,
        now.month,
        world.counts,
    )


def behaviour_parameters(world: World, now: Now) -> BehaviourParameters:
    """What bears on trouble this month and on what heads do about it."""
    p = now.parameters
    return BehaviourParameters(
        child=p.child,
        family=p.family,
        school=p.school,
        closed_share=now.drivers.covid_closure_share,
        ap_place_gbp=now.ap_place_gbp,
        most_trouble=float(world.schools.own_trouble.max()),
        adjustments=now.pull("reasonable_adjustments"),
        progress_counts=now.pull("lower_attainer_agenda"),
        coercion=answering.coercion(now),
    )


def trouble_breaks_out(world: World, now: Now) -> None:
    """Incidents, suspensions and decisions to remove; not in August."""
    world.scratch.removed[:] = 0
    if now.month.calendar_month == AUGUST:
        return
    shape = ((N_FLOWS, N_COLUMNS, world.n_authorities),)
    seen = now.seen(world, Reader.BEHAVIOUR)
    tables = (seen.children, seen.families, seen.schools, world.scratch.removed)
    work = (*tables, now.month, behaviour_parameters(world, now))
    (counts,) = now.threads.tallied(n_rows(world.children), incidents_happen, shape, *work)
    world.counts += counts


def families_leave(world: World, now: Now) -> None:
    """Some families leave for home education, some come back."""
    shape = ((N_FLOWS, N_COLUMNS, world.n_authorities),)
    seen = now.seen(world, Reader.LEAVING)
    tables = (seen.children, seen.families, seen.schools, world.index)
    work = (*tables, world.scratch.noted, now.month, now.parameters.family)
    (counts,) = now.threads.tallied(n_rows(world.children), families_leave_and_return, shape, *work)
    world.counts += counts

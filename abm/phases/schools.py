"""What schools do as institutions: results, pressure, norms, academies, priorities."""

import numpy as np

from abm import answering, area_policy, policy
from abm.calendar import JANUARY, SEPTEMBER
from abm.counting import MILLION, Result
from abm.links import Reader
from abm.now import Now
from abm.passes.admitting import schools_see_avoidance
from abm.passes.cohorts import census_of_year_11
from abm.passes.leading import (
    Answering,
    LeadingParameters,
    MoneyForPlans,
    schools_feel_pressure,
    schools_see_norms,
    schools_set_priorities,
    word_gets_round,
)
from abm.passes.results import count_results
from abm.passes.totals import Totals
from abm.policy import totals_of
from abm.worlds.state import World
from agents.declarations import Float32s, Float64s, Int32s, n_rows
from agents.vocabulary import SettingKind

JULY = 7
N_KINDS = len(SettingKind)
# Pastoral work above the usual once personal development counts; assumed.
PASTORAL_AT_FULL_DOSE = 0.3


def schools_prepare(world: World, now: Now) -> None:
    """September: academies convert, last summer's results and exclusions become pressure and norm."""
    if now.month.calendar_month == SEPTEMBER:
        _academies_convert(world, now)
        results = now.seen(world, Reader.PRESSURE).schools.results
        comparators = _comparators(world.schools.kind, results)
        schools_feel_pressure(world.schools, results, policy.stakes(world, now), comparators)
        _norms_form(world)
        _word_gets_round(world, now)
    world.schools.cost_of_exclusion_gbp[:] = policy.cost_of_exclusion_gbp(world, now)
    if now.month.calendar_month == JANUARY:
        now.threads.over(n_rows(world.children), census_of_year_11, world.children, now.month)


def schools_lead(world: World, now: Now) -> None:
    """Heads split effort, curricula narrow or not, money is counted, specialists visit."""
    seen, totals = now.seen(world, Reader.LEADING), totals_of(world)
    leading = LeadingParameters(
        school=now.parameters.school,
        inclusion_message=policy.inclusion_message(now),
        discipline_guidance=policy.discipline_guidance(now),
        funding_per_pupil_gbp=now.drivers.school_funding_per_pupil_gbp,
        price_index=now.drivers.price_index,
        agenda=now.pull("lower_attainer_agenda"),
        promised_metric=now.pull("inclusive_curriculum_metrics"),
        training=now.pull("workforce_training"),
        better_value=area_policy.help_with_deficits(now),
        sharing=now.pull("school_networks"),
        audited_effort=now.pull("sen_support_audit"),
        answering=_answering(now, seen.authorities.judgement, totals),
        benchmark=now.pull("standard_notional_budget"),
        money=MoneyForPlans(
            policy.first_contribution_gbp(world, now),
            policy.devolved_gbp_per_pupil(world, now, totals),
            answering.density_gbp(now),
        ),
        personal_development=PASTORAL_AT_FULL_DOSE * now.doses["broader_evaluation"],
        long_view=now.pull("long_term_evaluation"),
    )
    hours = area_policy.visiting_hours(world, now, seen.authorities, totals)
    schools_set_priorities(seen.schools, hours, totals, leading)


def _answering(now: Now, judgement: Float32s, totals: Totals) -> Answering:
    return Answering(
        usual_reach=answering.usual_reach(now, totals),
        share_of_consequence=answering.share_of_schools(now, totals),
        judgement=judgement,
        binding=answering.binding(now),
        target=answering.partnership_target(totals),
        standard=answering.standards_in_force(now),
        owned=now.pull("co_owned_parameters"),
    )


def schools_learn_results(world: World, now: Now) -> None:
    """July: the results of this summer's leavers, for schools that had any."""
    if now.month.calendar_month != JULY:
        return
    shape = ((n_rows(world.schools), len(Result)),)
    work = (world.children, world.schools, now.month)
    (results,) = now.threads.tallied(n_rows(world.children), count_results, shape, *work)
    leavers = results[:, Result.LEAVERS]
    have = leavers > 0
    attainment = results[have, Result.ATTAINMENT] / MILLION
    world.schools.results[have] = attainment / leavers[have]


def _academies_convert(world: World, now: Now) -> None:
    schools = world.schools
    shares = {
        SettingKind.PRIMARY: now.drivers.academy_share_primary,
        SettingKind.SECONDARY: now.drivers.academy_share_secondary,
    }
    for kind, share in shares.items():
        schools.is_academy[(schools.kind == kind) & (schools.academy_rank < share)] = True


def _comparators(kinds: Int32s, results: Float32s) -> Float64s:
    """Mean results by kind of setting, each school counting once."""
    millionths = np.rint(results.astype(np.float64) * MILLION).astype(np.int64)
    comparators = np.zeros(N_KINDS)
    for kind in SettingKind:
        rows = kinds == kind
        if rows.any():
            comparators[kind] = float(millionths[rows].sum()) / MILLION / int(rows.sum())
    return comparators


def _word_gets_round(world: World, now: Now) -> None:
    schools = world.schools
    schools_see_avoidance(schools, world.index)
    quality = answering.mean_alike(world, schools.quality.astype(np.float64))
    peers = answering.mean_alike(world, schools.peer_confidence.astype(np.float64))
    word_gets_round(schools, quality, peers, now.parameters.school)


def _norms_form(world: World) -> None:
    schools = world.schools
    secondary = schools.kind == SettingKind.SECONDARY
    n = world.n_authorities
    excluded = np.bincount(schools.authority[secondary], schools.exclusions_this_year[secondary], n).astype(
        np.float64
    )
    pupils = np.bincount(schools.authority[secondary], schools.roll[secondary], n).astype(np.float64)
    schools_see_norms(schools, excluded, pupils)

"""What doses make of the money, services and judgement of local authorities, place by place.

As in ``abm/policy.py`` every function reads the month's drivers and pulls and changes nothing; with no
lever pulled each returns what the drivers, customs and parameters say, to the bit.
"""

import numpy as np

from abm.counting import MILLION, Stock
from abm.now import Now
from abm.passes.caseworkers import CaseworkTimes
from abm.passes.naming import write_restrictions
from abm.passes.visiting import write_outreach, write_visits, write_wishes
from abm.policy import sums_by_area
from abm.worlds.state import World
from agents.banding import eases_when_paid
from agents.declarations import Float64s

# Agreements ask for more plans in the mainstream: 29% more in one (IPSEA's requests of 27 authorities).
MAINSTREAM_TARGET = 0.04  # severity; assumed
DEFICIT_PAID_PER_YEAR = 0.08  # of the deficit: 1bn for 38 agreements over five years; assumed


def block_over_need(world: World, now: Now) -> Float64s:
    """Each authority's block over what need alone would bring (claims H5, Q6)."""
    g = world.governments
    weights = now.drivers.historic_factor_share * (1.0 - now.pull("level_playing_field"))
    over: Float64s = weights * (g.historic_share / g.need_share) + (1.0 - weights)
    return over


def block_after_profiles(world: World, now: Now, usual_gbp: Float64s) -> Float64s:
    """The block where part of it follows bands instead of the formula's factors (claim H6).

    The total stays; who puts more plans into higher bands has more of it.
    """
    points = world.weights * np.maximum(1, world.stocks[Stock.BANDS])
    total = float((world.weights * usual_gbp).sum())
    by_profile = total * (points / world.weights) / float(points.sum())
    block: Float64s = usual_gbp + now.pull("funding_by_band_profile") * (by_profile - usual_gbp)
    return block


def tightening(now: Now) -> Float64s:
    """Severity that levers add to an authority's bar, or take off it where plans bring it money."""
    paid = now.pull("funding_by_band_profile")
    eased = [eases_when_paid(float(one), now.parameters.banding) for one in paid]
    more: Float64s = now.pull("tighter_thresholds") - np.array(eased)
    return more


def casework_times(now: Now) -> CaseworkTimes:
    """How long casework takes where it is digital, answered for, moderated or set aside for reflection.

    Claims E1, K12, N11 (steps), H4 (agreeing on one band), N11 (colleges that the block funds), Q9.
    """
    p = now.parameters
    moderation = p.banding.moderation_minutes * now.pull("band_moderation")
    college_saved = p.draft.college_time_saved * now.doses["post16_block_funding"]
    set_aside = p.practice.time_of_reflection * now.doses["time_to_reflect"]
    saved, layers = now.pull("digital_process"), now.pull("strengthened_accountabilities")
    return CaseworkTimes(p.authority, saved, layers, moderation, college_saved, set_aside)


def incoherence(now: Now) -> float:
    """How far national policies pull two ways: results at stake while inclusion goes unsaid (Q11, I1, G3)."""
    return now.drivers.accountability_pressure * (1.0 - now.drivers.national_inclusion_message)


def mainstream_target(world: World, now: Now) -> Float64s:
    """Severity more that an authority under agreement asks of a special place, for its target (claim Q3)."""
    is_agreed = world.governments.is_intervening
    return MAINSTREAM_TARGET * now.doses["safety_valve_agreements"] * is_agreed


def choice_restricted(now: Now) -> Float64s:
    """How far a list of settings, with national bands, limits what families can agree on (claim K10)."""
    listed, tariffs = now.doses["list_of_settings"], now.doses["national_banding_tariffs"]
    restriction = np.empty(listed.size)
    write_restrictions(listed, tariffs, restriction)
    return restriction


def advisory_money_moved(now: Now) -> Float64s:
    """Share of the money for advisory services that an emphasis without capacity moves (claim C7)."""
    return now.pull("early_intervention_emphasis")


def help_with_deficits(world: World, now: Now) -> Float64s:
    """Capability that a school gains where government helps its authority to find better value (claim Q3)."""
    return now.pull("delivering_better_value")[world.schools.authority]


def purchases(world: World, now: Now) -> Float64s:
    """Traded time a school buys over an even spread; 1 on average in each authority (claim C5)."""
    schools = world.schools
    wishes = np.empty(schools.kind.size)
    write_wishes(schools, now.parameters.service, wishes)
    millionths = np.rint(wishes * MILLION).astype(np.int64)
    rolls = schools.roll.astype(np.int64)
    area, ordinary = schools.authority, world.is_ordinary
    bought = sums_by_area(world, rolls * millionths)[area]
    have = ordinary & (bought > 0)
    over: Float64s = millionths * sums_by_area(world, rolls)[area] / np.where(have, bought, 1)
    return np.where(have, over, 1.0)


def visits(world: World, now: Now, bought: Float64s, by_need: Float64s) -> Float64s:
    """Visiting specialists' time at each school over an even spread (claims C5, M13)."""
    core = now.pull("core_specialist_services")[world.schools.authority]
    found = np.empty(core.size)
    write_visits(core, by_need, bought, now.parameters.service, found)
    return found


def outreach_kept(world: World, now: Now) -> Float64s:
    """Outreach fenced by local choice and by a protected budget, of what would be enough (claims M8, Q8).

    Claim M15: schools have no say in a protected budget and keep none of what they save it.
    """
    protected = now.pull("protected_alternative_provision_budget") * world.practices.prevention_kept
    kept: Float64s = world.practices.kept_outreach + protected
    return kept


def outreach_over_even(world: World, now: Now, bought: Float64s) -> Float64s:
    """Outreach at each school over an even spread: who must pay for it takes it as it buys (M12, M16)."""
    prices = now.drivers.funding_reform_2013 * (1.0 - now.doses["outreach_subsidised"])
    found = np.empty(bought.size)
    write_outreach(bought, prices[world.schools.authority], now.parameters.service, found)
    return found

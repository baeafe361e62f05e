"""What doses make of the money, services and judgement of local authorities, place by place.

As in ``abm/policy.py`` every function reads the month's drivers and pulls and changes nothing; with no
lever pulled each returns what the drivers, customs and parameters say, to the bit.
"""

import numpy as np

from abm.counting import Stock
from abm.now import Now
from abm.passes.caseworkers import CaseworkTimes
from abm.passes.naming import write_restrictions
from abm.passes.totals import Totals
from abm.passes.visiting import write_purchases, write_visits
from abm.rules import rules
from abm.worlds.state import World
from agents.authority import Authorities
from agents.declarations import Float64s

# Agreements ask for more plans in the mainstream: 29% more in one (IPSEA's requests of 27 authorities).
MAINSTREAM_TARGET = 0.04  # severity; assumed


def weight_of_history(now: Now) -> Float64s:
    """How far past spending decides on each authority's block, until it is withdrawn (claims Q6, Q7)."""
    return now.drivers.historic_factor_share * (1.0 - now.pull("level_playing_field"))


def block_over_need(world: World, now: Now) -> Float64s:
    """Each authority's block over what need alone would bring (claims H5, Q6)."""
    g = world.governments
    weights = weight_of_history(now)
    over: Float64s = weights * (g.historic_share / g.need_share) + (1.0 - weights)
    return over


def block_after_profiles(world: World, now: Now, usual_gbp: Float64s) -> Float64s:
    """The block where part of it follows bands instead of the formula's factors (claim H6).

    The total stays; who puts more plans into higher bands has more of it.
    """
    if now.are_at_rest("funding_by_band_profile"):
        return usual_gbp
    share = now.pull("funding_by_band_profile")
    points = world.weights * np.maximum(1, world.stocks[Stock.BANDS])
    total = float((world.weights * usual_gbp).sum())
    by_profile = total * (points / world.weights) / float(points.sum())
    block: Float64s = usual_gbp + share * (by_profile - usual_gbp)
    return block


def tightening(now: Now) -> Float64s:
    """Severity that levers add to an authority's bar, or take off it where plans bring it money."""
    paid = now.pull("funding_by_band_profile").tolist()
    eased = [rules.eases_when_paid(one, now.parameters.banding) for one in paid]
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


def help_with_deficits(now: Now) -> Float64s:
    """Capability that schools gain where government helps their authority to find better value (claim Q3)."""
    return now.pull("delivering_better_value")


def purchases(world: World, now: Now) -> Float64s:
    """Traded time a school buys over an even spread; 1 on average in each authority (claim C5)."""
    sums, bought = np.zeros((2, world.n_authorities), np.int64), np.empty(world.schools.kind.size)
    write_purchases(world.schools, now.parameters.service, sums, bought)
    return bought


def visiting_hours(world: World, now: Now, seen: Authorities, totals: Totals) -> Float64s:
    """Hours a month per 100 pupils that specialists spend at each school (claims C5, M13).

    ``seen`` are the authorities as heads see them.
    """
    even, core = visiting_hours_by_authority(world, seen), now.pull("core_specialist_services")
    hours = np.empty(world.schools.kind.size)
    bought = purchases(world, now)
    write_visits(world.schools, even, core, bought, totals.ordinary, now.parameters.service, hours)
    return hours


def visiting_hours_by_authority(world: World, seen: Authorities) -> Float64s:
    """Hours a month per 100 pupils that psychologists and advisory teachers spend in schools."""
    hundreds = np.maximum(1.0, world.stocks[Stock.PUPILS]) / 100.0
    hours: Float64s = seen.preventive_minutes / 60.0 / hundreds + seen.advisory_hours
    return hours


def outreach_kept(world: World, now: Now) -> Float64s:
    """Outreach fenced by local choice and by a protected budget, of what would be enough (claims M8, Q8).

    Claim M15: schools have no say in a protected budget and keep none of what they save it.
    """
    protected = now.pull("protected_alternative_provision_budget") * world.practices.prevention_kept
    kept: Float64s = world.practices.kept_outreach + protected
    return kept


def price_of_outreach(now: Now) -> Float64s:
    """What schools pay for outreach, by authority: 1 in full since 2013, 0 where it is free (M12, M16)."""
    return now.drivers.funding_reform_2013 * (1.0 - now.doses["outreach_subsidised"])

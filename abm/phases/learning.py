"""Authorities look at how they do, reflect, try out and learn from one another; budgets are reviewed."""

import numpy as np

from abm import area_policy
from abm.calendar import SEPTEMBER
from abm.counting import Flow, Stock
from abm.luck import luck
from abm.now import Now
from abm.rules import rules
from abm.worlds.state import World
from agents.practice import BAR, NO_PILOT, OUTREACH
from agents.vocabulary import Decision

YEARS_BETWEEN_REVIEWS = 3  # of a protected budget
PAIRS = 100_000  # identities of pairs of authorities: one's own times this, plus the other's
PRACTICES = ("", "kept_time", "kept_outreach", "bar_shift")


def authorities_learn(world: World, now: Now) -> None:
    """Every month authorities see how they do; in September they try out, drop and copy practices."""
    _results_become_known(world)
    _customs_move_to_national(world, now)
    if now.month.calendar_month == SEPTEMBER:
        merits = _merits(world, now)
        _pilots_are_weighed(world, now, merits)
        _practices_are_copied(world, now, merits)
        _budgets_are_reviewed(world, now)


def _results_become_known(world: World) -> None:
    """Plans in time, need met and children removed, each over about a year."""
    practices, flows, stocks = world.practices, world.flows, world.stocks
    for i in range(world.n_authorities):
        made = int(flows[Flow.NEW_PLANS, i])
        if made > 0:
            before, in_time = float(practices.in_time[i]), int(flows[Flow.PLANS_IN_TIME, i]) / made
            practices.in_time[i] = before + (in_time - before) / 12.0
        need = int(stocks[Stock.NEED, i])
        if need > 0:
            before, met = float(practices.need_met[i]), 1.0 - int(stocks[Stock.UNMET, i]) / need
            practices.need_met[i] = before + (met - before) / 12.0
        gone = int(flows[Flow.TO_ALTERNATIVE, i])
        practices.removals[i] = float(practices.removals[i]) * 11.0 / 12.0 + gone


def _customs_move_to_national(world: World, now: Now) -> None:
    """Where clear which variation is tolerable, bars and bands come together; the rest stays free."""
    a, practices, p = world.authorities, world.practices, now.parameters.practice
    tagged = now.pull("tolerable_variation").tolist()
    for i, tag in enumerate(tagged):
        shift = float(practices.bar_shift[i])
        away = float(a.own_bar[i]) + shift
        practices.bar_shift[i] = shift + (rules.pulled_to_national(away, tag, p) - away)
        a.band_bias[i] = rules.pulled_to_national(float(a.band_bias[i]), tag, p)


def _slack(world: World, now: Now) -> None:
    a, practices = world.authorities, world.practices
    given, incoherence = now.pull("time_to_reflect"), area_policy.incoherence(now)
    for i in range(world.n_authorities):
        work = int(a.casework_waiting[i]), int(a.casework_minutes[i])
        practices.slack[i] = rules.has_time_to_reflect(
            *work, float(given[i]), incoherence, now.parameters.practice
        )


def _merits(world: World, now: Now) -> list[float]:
    """How each authority does by what it is judged by; and how much time it has."""
    _slack(world, now)
    practices = world.practices
    weights = now.pull("strengths_based_delivery").tolist()
    pairs = zip(practices.in_time.tolist(), practices.need_met.tolist(), weights, strict=True)
    return [rules.merit_of(*pair) for pair in pairs]


def _pilots_are_weighed(world: World, now: Now, merits: list[float]) -> None:
    """Last year's pilots are kept or dropped; then some authorities try out something new."""
    practices, p = world.practices, now.parameters.practice
    ids = world.authorities.authority_id.tolist()
    pilots, tagged = now.pull("local_pilots").tolist(), now.doses["tolerable_variation"].tolist()
    for i, identity in enumerate(ids):
        was = int(practices.piloted[i])
        if was != NO_PILOT and not rules.keeps_pilot(merits[i], float(practices.merit_before[i])):
            getattr(practices, PRACTICES[was])[i] = practices.value_before[i]
        u = luck(now.month.key, identity, Decision.PILOTED)
        kind = rules.tries_out(float(practices.slack[i]), pilots[i], u)
        if kind == BAR and tagged[i] > 0.0:
            kind = NO_PILOT  # what is to be the same everywhere is not tried out
        practices.piloted[i] = kind
        if kind == NO_PILOT:
            continue
        column = getattr(practices, PRACTICES[kind])
        practices.value_before[i] = column[i]
        practices.merit_before[i] = merits[i]
        goes_up = luck(now.month.key, identity, Decision.PILOT_GOES_UP) < 0.5
        column[i] = rules.tried_value(kind, float(column[i]), goes_up, p)


def _practices_are_copied(world: World, now: Now, merits: list[float]) -> None:
    """Each authority looks at the others of its region, or of the nation, and may copy the best it sees."""
    a, practices, p = world.authorities, world.practices, now.parameters.practice
    noise = (p.noise * (1.0 - now.pull("data_systems"))).tolist()
    eagerness = now.doses["strengths_based_delivery"].tolist()
    before = {name: getattr(practices, name).astype(np.float64) for name in PRACTICES[1:]}
    bars = a.own_bar.astype(np.float64) + before["bar_shift"]
    for i, identity in enumerate(a.authority_id.tolist()):
        others = _others(world, now, i)
        if eagerness[i] == 0.0 or not others:
            continue
        seen = [
            rules.merit_as_seen(
                merits[other],
                noise[i],
                luck(now.month.key, identity * PAIRS + int(a.authority_id[other]), Decision.BENCHMARK),
            )
            for other in others
        ]
        best = int(np.argmax(seen))
        u = luck(now.month.key, identity, Decision.COPIED)
        if rules.copies_practice(merits[i], seen[best], float(practices.slack[i]), eagerness[i], p, u):
            model = others[best]
            for name in PRACTICES[1 : OUTREACH + 1]:
                column = getattr(practices, name)
                column[i] = rules.moves_towards(float(before[name][i]), float(before[name][model]), p)
            gained = rules.moves_towards(float(bars[i]), float(bars[model]), p) - float(bars[i])
            practices.bar_shift[i] = float(practices.bar_shift[i]) + gained


def _others(world: World, now: Now, own: int) -> list[int]:
    """Authorities whose practice is known here: the region's, or everybody's where a board shows it."""
    if now.doses["national_delivery_board"][own] > 0.0:
        return [other for other in range(world.n_authorities) if other != own]
    borders = world.borders
    others: list[int] = borders.neighbours[borders.first[own] : borders.last[own]].tolist()
    return others


def _budgets_are_reviewed(world: World, now: Now) -> None:
    """Every third September a protected budget for alternative provision is reviewed."""
    practices, p = world.practices, now.parameters.practice
    protected = now.doses["protected_alternative_provision_budget"].tolist()
    for i, dose in enumerate(protected):
        if dose == 0.0:
            practices.prevention_kept[i] = 1.0
            practices.removals_at_review[i] = 0.0
        elif now.month.year % YEARS_BETWEEN_REVIEWS == 0 or practices.removals_at_review[i] == 0.0:
            removals = float(practices.removals[i])
            before = float(practices.removals_at_review[i])
            kept = float(practices.prevention_kept[i])
            practices.prevention_kept[i] = rules.prevention_after_review(kept, removals, before, p)
            practices.removals_at_review[i] = removals

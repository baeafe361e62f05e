"""The plain twin's learning between authorities: results, reflection, pilots, copying, reviews of budgets."""

from abm.counting import Flow, Stock
from agents.vocabulary import Decision
from tests.reference_luck import luck
from tests.reference_moment import Moment
from tests.reference_rules import rules
from tests.reference_state import Area, State

NAMES = {1: "kept_time", 2: "kept_outreach", 3: "bar_shift"}


def authorities_learn(state: State, now: Moment) -> None:
    for area in state.areas:
        results_are_seen(area)
        customs_come_together(area, now)
    if now.month.calendar_month != 9:
        return
    merits = [merit(area, now) for area in state.areas]
    for area, own in zip(state.areas, merits, strict=True):
        pilot_is_weighed(area, own, now)
    practices_are_copied(state, merits, now)
    for area in state.areas:
        budget_is_reviewed(area, now)


def results_are_seen(area: Area) -> None:
    own = area.practice
    made, need = area.flows[Flow.NEW_PLANS], area.stocks[Stock.NEED]
    if made:
        own.in_time = own.in_time + (area.flows[Flow.PLANS_IN_TIME] / made - own.in_time) / 12.0
    if need:
        own.need_met = own.need_met + (1.0 - area.stocks[Stock.UNMET] / need - own.need_met) / 12.0
    own.removals = own.removals * 11.0 / 12.0 + area.flows[Flow.TO_ALTERNATIVE]


def customs_come_together(area: Area, now: Moment) -> None:
    tag, p = now.pull("tolerable_variation", area.authority_id), now.p.practice
    away = area.own_bar + area.practice.bar_shift
    area.practice.bar_shift = area.practice.bar_shift + (rules.pulled_to_national(away, tag, p) - away)
    area.band_bias = rules.pulled_to_national(area.band_bias, tag, p)


def merit(area: Area, now: Moment) -> float:
    own, identity = area.practice, area.authority_id
    pulls_two_ways = now.drivers.accountability_pressure * (1.0 - now.drivers.national_inclusion_message)
    given = now.pull("time_to_reflect", identity)
    work = (area.casework_waiting, area.casework_minutes)
    own.slack = rules.has_time_to_reflect(*work, given, pulls_two_ways, now.p.practice)
    weight = now.pull("strengths_based_delivery", identity)
    found: float = rules.merit_of(own.in_time, own.need_met, weight)
    return found


def pilot_is_weighed(area: Area, merit_now: float, now: Moment) -> None:
    own, identity, p = area.practice, area.authority_id, now.p.practice
    if own.piloted and not rules.keeps_pilot(merit_now, own.merit_before):
        setattr(own, NAMES[own.piloted], own.value_before)
    pilots = now.pull("local_pilots", identity)
    kind = rules.tries_out(own.slack, pilots, luck(now.key, identity, Decision.PILOTED))
    if kind == 3 and now.dose("tolerable_variation", identity) > 0.0:
        kind = 0
    own.piloted = kind
    if kind:
        value = getattr(own, NAMES[kind])
        own.value_before, own.merit_before = value, merit_now
        goes_up = luck(now.key, identity, Decision.PILOT_GOES_UP) < 0.5
        setattr(own, NAMES[kind], rules.tried_value(kind, value, goes_up, p))


def practices_are_copied(state: State, merits: list[float], now: Moment) -> None:
    p = now.p.practice
    before = [(one.practice.kept_time, one.practice.kept_outreach) for one in state.areas]
    bars = [one.own_bar + one.practice.bar_shift for one in state.areas]
    for area in state.areas:
        own, identity = area.practice, area.authority_id
        eager = now.dose("strengths_based_delivery", identity)
        near = [row for row, _ in area.neighbours]
        if now.dose("national_delivery_board", identity) > 0.0:
            near = [one.row for one in state.areas if one is not area]
        if eager == 0.0 or not near:
            continue
        noise = p.noise * (1.0 - now.pull("data_systems", identity))
        seen = {row: merit_seen(state.areas[row], area, merits[row], noise, now) for row in near}
        model = max(seen, key=lambda row: seen[row])
        u = luck(now.key, identity, Decision.COPIED)
        if rules.copies_practice(merits[area.row], seen[model], own.slack, eager, p, u):
            own.kept_time = rules.moves_towards(before[area.row][0], before[model][0], p)
            own.kept_outreach = rules.moves_towards(before[area.row][1], before[model][1], p)
            gained = rules.moves_towards(bars[area.row], bars[model], p) - bars[area.row]
            own.bar_shift = own.bar_shift + gained


def merit_seen(other: Area, area: Area, own: float, noise: float, now: Moment) -> float:
    pair = area.authority_id * 100_000 + other.authority_id
    seen: float = rules.merit_as_seen(own, noise, luck(now.key, pair, Decision.BENCHMARK))
    return seen


def budget_is_reviewed(area: Area, now: Moment) -> None:
    own = area.practice
    if now.dose("protected_alternative_provision_budget", area.authority_id) == 0.0:
        own.prevention_kept, own.removals_at_review = 1.0, 0.0
    elif now.month.year % 3 == 0 or own.removals_at_review == 0.0:
        kept, before = own.prevention_kept, own.removals_at_review
        own.prevention_kept = rules.prevention_after_review(kept, own.removals, before, now.p.practice)
        own.removals_at_review = own.removals

"""Visiting services: who gets the time of specialists and of outreach, and at what price.

Summary of the rules: a traded service goes to schools that can pay and care to, a core service to
schools with need; what is free for one kind of need draws pupils into that kind.
"""

from typing import NamedTuple

from agents.choosing import share
from agents.compiling import rule


class ServiceParameters(NamedTuple):
    """How schools buy, and what a free service does to labels."""

    traded_share: float
    pot_for_buying_gbp: float
    outreach_price_weight: float
    relabelling_per_month: float


@rule
def wishes_to_buy(pot_per_pupil_gbp: float, ethos: float, service: ServiceParameters) -> float:
    """How much of a traded service a school buys, 0 to 1.5: as its pot and its leader's values allow.

    Claims C4, C5: purchasing power and not need decides; need does not enter.
    """
    money = pot_per_pupil_gbp / (pot_per_pupil_gbp + service.pot_for_buying_gbp)
    return money * (0.5 + ethos)


@rule
def visits_over_even(core: float, by_need: float, bought: float, service: ServiceParameters) -> float:
    """Visiting time of a school over an even spread: traded time follows purchase, core time need.

    Claims C5, M13. ``by_need`` and ``bought`` are the school's share by pupils with SEN and by purchase,
    each over its share by roll.
    """
    traded = (1.0 - core) * service.traded_share
    return 1.0 + core * (by_need - 1.0) + traded * (bought - 1.0)


@rule
def takes_up_outreach(bought: float, price: float, service: ServiceParameters) -> float:
    """Outreach that reaches a school over an even spread: who must pay takes it as it takes traded time.

    Claims M12, M16 (since 2013 schools hold the money and pay). ``price`` is 1 in full and 0 free.
    """
    return 1.0 + service.outreach_price_weight * price * (bought - 1.0)


@rule
def records_as_semh(
    learning_need: float, semh_need: float, subsidy: float, service: ServiceParameters, luck: float
) -> bool:
    """Record SEMH as a pupil's main need because help for it is free (claim M12, loop R5).

    Only for pupils in whom SEMH need is at least half of the other need.
    """
    if subsidy <= 0.0 or semh_need < 0.5 * learning_need:
        return False
    return luck < share(service.relabelling_per_month * subsidy)

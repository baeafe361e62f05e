"""The plain twin's month: everything its phases read besides people and places."""

from dataclasses import dataclass

from abm.calendar import Month, month_of
from abm.drivers import Drivers, drivers_in
from abm.levers import dose_in, levers
from abm.parameters import Parameters
from abm.prices import ap_place_gbp, tariff
from abm.scenario import Scenario
from agents.vocabulary import Decision
from tests.reference_luck import key_of_month, key_of_run, luck, tie_break
from tests.reference_state import Person

LAW_OF_2014_AGE_LIMIT = 20.0


@dataclass(frozen=True)
class Moment:
    """One month: its days, drivers, prices, parameters, doses and luck."""

    month: Month
    drivers: Drivers
    p: Parameters
    scenario: Scenario
    pence: list[list[int]]
    ap_place_gbp: float
    key: int
    run_key: int

    @property
    def last_day(self) -> int:
        return self.month.first_day + self.month.n_days - 1

    @property
    def is_after_2014(self) -> bool:
        return self.drivers.plan_age_limit > LAW_OF_2014_AGE_LIMIT

    @property
    def statutory_bar(self) -> float:
        tribunal = self.p.tribunal
        return tribunal.statutory_bar if self.is_after_2014 else tribunal.statutory_bar_before_2014

    def luck(self, person: Person, decision: Decision) -> float:
        """This person's luck for one decision this month."""
        return luck(self.key, person.person_id, decision)

    def tie(self, person: Person) -> int:
        """This person's place among equals in any queue of the run."""
        return tie_break(self.run_key, person.person_id, Decision.QUEUE)

    def year_group(self, person: Person) -> int:
        """Reception is 0, Year 11 is 11."""
        group: int = self.month.academic_year - person.cohort
        return group

    def dose(self, lever: str, identity: int) -> float:
        """Dose of a lever for one authority or school; with coverage below 1 the luckiest take part."""
        dose = self.scenario.levers.get(lever)
        if dose is None or (dose.coverage < 1.0 and luck(0, identity, 0) >= dose.coverage):
            return 0.0
        return dose_in(dose, self.month)

    def pull(self, lever: str, identity: int) -> float:
        """What a lever moves in one authority or school: its dose times its full size."""
        return levers()[lever].full * self.dose(lever, identity)


def moment_of(number: int, scenario: Scenario, p: Parameters) -> Moment:
    month = month_of(number, scenario.seed)
    drivers = drivers_in(month)
    return Moment(
        month=month,
        drivers=drivers,
        p=p,
        scenario=scenario,
        pence=tariff(drivers.price_index).pence[0].tolist(),
        ap_place_gbp=ap_place_gbp(drivers.price_index),
        key=key_of_month(scenario.seed, number),
        run_key=key_of_run(scenario.seed),
    )

"""The families' month as a conventional Mesa model: one Python object a family, stepped one by one.

It is there to be timed beside the model (``sendlab bench``). It calls the same rules and leaves out the
rest of the month (queues, disputes, places, the census), so that the comparison favours it.
"""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from abm import Model, rules
from agents.vocabulary import Placement, SenStatus, SettingKind

ORDINARY = (Placement.MAINSTREAM, Placement.RESOURCED, Placement.EARLY_YEARS, Placement.FURTHER)
IN_SCHOOL = (Placement.MAINSTREAM, Placement.RESOURCED, Placement.SPECIAL)
MADE_FOR_NEED = (Placement.SPECIAL, Placement.INDEPENDENT_SPECIAL, Placement.SPECIALIST_POST_16)
MET_ELSEWHERE: dict[int, float] = dict.fromkeys(MADE_FOR_NEED, 0.95)
MET_ELSEWHERE |= {Placement.HOME: 0.6, Placement.OTHERWISE: 0.5}
LEAST_NEED = 0.12


class SchoolAgent(mesa.Agent):
    """A school with what the model's own school knows at the start of the month."""

    def __init__(self, model: Any, columns: dict[str, Any]) -> None:
        super().__init__(model)
        self.__dict__.update(columns)


class FamilyAgent(mesa.Agent):
    """A family and its child; ``step`` is its month."""

    school: Any
    learning_need: float
    semh_need: float
    attendance: float
    attainment: float
    placement: int
    sen_status: int
    months_on_support: int
    is_silent: bool
    confidence: float
    grievance: float

    def __init__(self, model: Any, columns: dict[str, Any], its_school: SchoolAgent | None) -> None:
        super().__init__(model)
        self.__dict__.update(columns)
        self.school = its_school
        self.year_group = model.academic_year - self.cohort
        self.requests, self.incidents = 0, 0
        self.partners_bring_theirs = self.random.random() < model.joint_share

    if TYPE_CHECKING:  # the columns, one attribute each

        def __getattr__(self, name: str) -> Any: ...

    @property
    def need(self) -> float:
        """Overall need."""
        need: float = rules.overall_need(self.learning_need, self.semh_need)
        return need

    def step(self) -> None:
        """Support, SEN status, taking stock, asking, incidents and home education, in the month's order."""
        self.gets_support()
        if self.school is not None and self.sen_status != SenStatus.PLAN:
            self.is_looked_at()
        if self.need >= LEAST_NEED or self.sen_status != SenStatus.NONE:
            self.takes_stock()
        else:
            self.confidence += 0.02 * (self.model.area_confidence - self.confidence)
        if self.need >= LEAST_NEED and self.sen_status != SenStatus.PLAN:
            self.may_ask()
        if self.school is not None and self.placement in IN_SCHOOL and 0 <= self.year_group < 12:
            self.may_have_an_incident()
        if self.placement in ORDINARY and 0 <= self.year_group < 12:
            self.may_leave()

    def gets_support(self) -> None:
        """What support meets, how need moves, and what it does to attendance and attainment."""
        p, need = self.model.p, self.need
        support = self.support_for(need)
        unmet = self.unmet_need = max(0.0, need - support)
        early_help = self.model.early_help if self.year_group < 0 else 0.0
        if self.year_group < 0:
            then = p.authority.early_help_coverage
            for column in ("innate_learning_need", "innate_semh_need"):
                moved = rules.innate_need_next_month(getattr(self, column), early_help, then, p.child)
                setattr(self, column, moved)
        protection = p.child.early_help_protection * early_help
        learning, semh = self.learning_need, self.semh_need
        of_learning = unmet * learning / (learning + semh + 1e-9)
        of_semh = unmet - of_learning + p.child.semh_spillover * of_learning
        moves = rules.need_next_month
        self.learning_need = moves(learning, self.innate_learning_need, of_learning, protection, p.child)
        self.semh_need = moves(semh, self.innate_semh_need, of_semh, protection, p.child)
        if 0 <= self.year_group < 12 and need > 0.05:
            self.attendance = rules.attendance_next_month(self.attendance, semh, unmet, self.confidence)
            self.attainment = rules.attainment_next_month(
                self.attainment, self.ability, unmet, self.attendance, p.child
            )

    def support_for(self, need: float) -> float:
        """Need that this month's support can meet, while schools are open."""
        own, p = self.school, self.model.p
        self.ordinary_support = 0.0
        if own is None or self.placement not in ORDINARY:
            if self.placement == Placement.ALTERNATIVE:
                in_unit: float = rules.need_met_in_unit(need, self.learning_need, self.semh_need)
                return in_unit
            return MET_ELSEWHERE.get(self.placement, 0.3) * need
        has_sen = self.sen_status != SenStatus.NONE
        provision = (own.quality, own.support_quality, own.specialist_hours)
        met: float = rules.support_without_plan(has_sen, *provision, p.school)
        met += p.school.reach_of_outreach * own.outreach * self.semh_need
        met = max(0.0, met + p.school.reach_of_pastoral * own.pastoral * self.semh_need)
        self.ordinary_support = met
        if self.sen_status == SenStatus.PLAN and met < need:
            met += self.delivery_of_plan(need) * (need - met)
        return met

    def delivery_of_plan(self, need: float) -> float:
        """Share of the gap that the plan fills: what its money buys, and what health and care bring."""
        p = self.model.p
        money = rules.money_over_due(need, self.band, self.model.top_up_level)
        delivery = rules.delivery_for_the_money(p.authority.plan_delivery_share, money, p.banding)
        if self.placement == Placement.RESOURCED:
            delivery = rules.delivery_in_unit(delivery, p.draft)
        elif self.placement == Placement.FURTHER:
            delivery = rules.delivery_in_college(delivery, self.model.college_block, p.draft)
        share: float = rules.delivery_with_partners(delivery, self.partners_bring_theirs, p.partner)
        return share

    def is_looked_at(self) -> None:
        """The school puts the pupil on SEN support, or takes it off."""
        bar = self.model.bar + self.school.own_bar
        if self.sen_status == SenStatus.SUPPORT:
            self.months_on_support += 1
            if rules.ends_support(self.need, bar, self.random.random()):
                self.sen_status, self.months_on_support = SenStatus.NONE, 0
        elif self.year_group < 14:
            capability = self.school.capability
            if rules.identifies_need(self.need, bar, capability, not self.is_silent, self.random.random()):
                self.sen_status = SenStatus.SUPPORT

    def takes_stock(self) -> None:
        """Confidence and grievance move; the family speaks up or stays silent."""
        p, before, own = self.model.p.family, self.confidence, self.school
        heard, peers, met = 0.4, self.model.area_confidence, before
        if own is not None:
            heard, peers = rules.hears_families(own.communication, own.send_effort), own.peer_confidence
            if self.placement in ORDINARY:
                met = rules.need_met(self.need, max(0.0, self.need - self.ordinary_support))
        now = rules.experience(met, heard, peers, self.model.area_confidence, p)
        self.confidence = rules.confidence_next_month(before, now, p)
        self.grievance = rules.grievance_next_month(self.grievance, self.unmet_need, p)
        voices = self.unmet_need <= 0.03
        voices = voices or rules.speaks_up(before, self.agency, heard, p, self.random.random())
        self.is_silent = not voices

    def may_ask(self) -> None:
        """The family, or the school, asks for an assessment."""
        own, p, older = self.school, self.model.p, self.year_group >= 12
        peers = 0.1 if own is None else own.peer_plans_share
        feelings = (self.unmet_need, self.grievance, self.confidence, self.resources)
        pull = rules.log_odds_of_asking(*feelings, peers, older, p.family)
        if rules.seeks_assessment(pull, self.model.custom_of_asking, self.random.random()):
            self.requests += 1
        elif own is not None and self.sen_status == SenStatus.SUPPORT:
            money = (own.pot_per_pupil_gbp, peers, own.plan_reward_gbp)
            pull = rules.log_odds_of_asking_by_school(self.unmet_need, *money, older, p.school)
            tried = (self.months_on_support, pull, self.model.custom_of_asking)
            self.requests += rules.asks_for_assessment(*tried, self.random.random())

    def may_have_an_incident(self) -> None:
        """Trouble, and whether the head suspends."""
        own, p, secondary = self.school, self.model.p, self.school.kind == SettingKind.SECONDARY
        troubles = (self.semh_need, self.unmet_need, self.is_silent, secondary, own.own_trouble)
        if rules.has_incident(*troubles, p.child, self.random.random()):
            self.incidents += 1
            has_sen = self.sen_status != SenStatus.NONE
            held = (own.ethos, has_sen, own.send_effort, own.discipline_climate)
            pull = rules.log_odds_of_suspending(*held, p.school)
            self.suspensions += rules.suspends(pull, self.random.random())

    def may_leave(self) -> None:
        """Leave for home education."""
        pressed = self.suspensions >= 3 and self.school is not None and self.school.ethos < 0.45
        u = self.random.random()
        if rules.leaves_for_home(self.confidence, self.unmet_need, pressed, self.model.p.family, u):
            self.school, self.placement = None, Placement.HOME


class PerObjectModel(mesa.Model):
    """The families and schools of a model as objects, as they stand now; made for one authority."""

    def __init__(self, source: Model) -> None:
        super().__init__(rng=source.seed)
        now = source.simulation.now()
        school_parameters = source.simulation.parameters.school
        early, late = school_parameters.identification_bar_before_merger, school_parameters.identification_bar
        self.p = source.simulation.parameters
        self.academic_year = now.month.academic_year
        self.bar = early + (late - early) * now.drivers.identification_guidance
        self.area_confidence = float(source.authorities.area_confidence[0])
        self.custom_of_asking = float(source.authorities.own_asking[0])
        self.early_help = float(source.authorities.early_help[0])
        self.top_up_level = float(source.authorities.top_up_level[0])
        self.joint_share = float(source.authorities.joint_share[0])
        self.college_block = float(source.authorities.college_block[0])
        schools = [SchoolAgent(self, row) for row in _rows(source.schools, range(source.schools.kind.size))]
        present = np.flatnonzero(source.children.is_present).tolist()
        pairs = zip(_rows(source.children, present), _rows(source.families, present), strict=True)
        self.families = [
            FamilyAgent(self, own | theirs, schools[own["setting"]] if own["setting"] >= 0 else None)
            for own, theirs in pairs
        ]

    def step(self) -> None:
        """Let every family live one month."""
        self.agents.select(agent_type=FamilyAgent).do("step")


def _rows(table: Any, rows: Any) -> list[dict[str, Any]]:
    """Rows of a table as dictionaries of plain values."""
    columns = [getattr(table, name)[list(rows)].tolist() for name in table._fields]
    return [dict(zip(table._fields, values, strict=True)) for values in zip(*columns, strict=True)]

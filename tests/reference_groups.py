"""The plain twin's groups: the labels a child goes by, from the official definitions, written again."""

from typing import Any

from agents.vocabulary import Need, Placement, SenStatus

NEEDS = {
    Need.NONE: "none identified",
    Need.SPECIFIC_LEARNING: "specific learning difficulty",
    Need.MODERATE_LEARNING: "moderate learning difficulty",
    Need.SEVERE_LEARNING: "severe or profound learning difficulty",
    Need.SPEECH_LANGUAGE: "speech, language and communication",
    Need.AUTISM: "autism",
    Need.SOCIAL_EMOTIONAL: "social, emotional and mental health",
    Need.PHYSICAL_SENSORY: "physical or sensory",
}
SETTINGS = {
    Placement.MAINSTREAM: "mainstream",
    Placement.RESOURCED: "unit or resourced provision",
    Placement.SPECIAL: "state special",
    Placement.INDEPENDENT_SPECIAL: "independent special",
    Placement.ALTERNATIVE: "alternative provision",
    Placement.FURTHER: "further education",
    Placement.SPECIALIST_POST_16: "specialist post-16",
    Placement.EARLY_YEARS: "early years",
    Placement.OTHERWISE: "educated otherwise than at school",
    Placement.HOME: "elective home education",
    Placement.AWAITING: "awaiting a place",
    Placement.NOT_IN_EDUCATION: "not in education",
}
STATUSES = {
    SenStatus.NONE: "none",
    SenStatus.SUPPORT: "SEN support",
    SenStatus.PLAN: "statement or EHC plan",
}
FIFTHS = ("1 (lowest)", "2", "3", "4", "5 (highest)")
BEFORE_YEAR_1 = {-2: "two years before Reception", -1: "one year before Reception", 0: "Reception"}
AGES = ((5, "under 5"), (11, "5 to 10"), (16, "11 to 15"), (20, "16 to 19"), (99, "20 to 25"))
PHASES = ((0, "early years"), (7, "primary"), (12, "secondary"), (99, "after 16"))


def groups_of(person: Any, year_group: int) -> list[str]:
    """One label in each grouping."""
    fifth = sum(person.resources >= edge for edge in (0.2, 0.4, 0.6, 0.8))
    year = BEFORE_YEAR_1.get(year_group, f"Year {year_group}")
    return [
        f"need: {NEEDS[Need(person.primary_need)]}",
        f"phase: {_first_below(year_group, PHASES)}",
        f"setting: {SETTINGS[Placement(person.placement)]}",
        f"school: {_school(person.placement, year_group)}",
        f"resources fifth: {FIFTHS[fifth]}",
        f"SEN status: {STATUSES[SenStatus(person.sen_status)]}",
        f"year group: {year if year_group <= 14 else 'after Year 14'}",
        f"age: {_first_below(year_group + 4, AGES)}",
    ]


def _first_below(number: int, edges: tuple[tuple[int, str], ...]) -> str:
    return next(name for edge, name in edges if number < edge)


def _school(placement: int, year_group: int) -> str:
    if placement == Placement.SPECIAL:
        return "state special"
    if placement not in (Placement.MAINSTREAM, Placement.RESOURCED):
        return "other or none"
    return "state primary" if year_group <= 6 else "state secondary"

"""A small world as a picture: one box a setting, one mark a child, and the queues between them."""

from collections import Counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Placement, SenStatus, SettingKind

# One letter a child in what is sent to the browser; drawn by world.vue.
NO_SEN, SUPPORT, ASKED, PLAN, REMOVED = ".", "s", "q", "p", "x"

# In the order in which boxes are drawn: the largest first, so that they pack.
KIND_NAMES = {
    SettingKind.SECONDARY: "Secondary",
    SettingKind.PRIMARY: "Primary",
    SettingKind.FURTHER: "College",
    SettingKind.EARLY_YEARS: "Early years",
    SettingKind.SPECIAL: "Special school",
    SettingKind.ALTERNATIVE: "Alternative provision",
    SettingKind.INDEPENDENT_SPECIAL: "Independent special",
    SettingKind.SPECIALIST_POST_16: "Specialist college",
}
NOWHERE = {Placement.HOME: "Educated at home", Placement.AWAITING: "Waiting for a place"}


class Box(NamedTuple):
    """A setting (or home, or nowhere) with one letter a child who is there."""

    title: str
    cells: str


class Gauge(NamedTuple):
    """A number under the picture: its label, how it is written, and how full its bar is (0 to 1)."""

    label: str
    text: str
    share: float


class WorldPicture(NamedTuple):
    """What is drawn in one month."""

    boxes: list[Box]
    gauges: list[Gauge]


def picture(world: Any) -> WorldPicture:
    """Draw a model's ``world`` as it is now, from its tables of children, families and schools."""
    marks = _marks(world.children)
    return WorldPicture(_boxes(world, marks), _gauges(world, marks))


def _marks(children: Any) -> NDArray[np.str_]:
    """One letter a row; later lines outrank earlier ones."""
    marks = np.full(children.is_present.shape, NO_SEN)
    marks[children.sen_status == SenStatus.SUPPORT] = SUPPORT
    marks[children.case >= 0] = ASKED
    marks[children.sen_status == SenStatus.PLAN] = PLAN
    out = np.isin(children.placement, (Placement.ALTERNATIVE, Placement.AWAITING))
    marks[out & (children.last_school >= 0)] = REMOVED
    return marks


def _boxes(world: Any, marks: NDArray[np.str_]) -> list[Box]:
    children, kinds = world.children, world.schools.kind
    boxes = []
    names, order = _names(kinds), list(KIND_NAMES)
    for school in sorted(range(len(names)), key=lambda row: order.index(SettingKind(kinds[row]))):
        here = children.is_present & (children.setting == school)
        boxes.append(Box(names[school], "".join(marks[here])))
    for placement, name in NOWHERE.items():
        here = children.is_present & (children.setting < 0) & (children.placement == placement)
        boxes.append(Box(name, "".join(marks[here])))
    return boxes


def _names(kinds: Any) -> list[str]:
    """Names such as ``Primary A``; a kind with one setting only needs no letter."""
    total, so_far = Counter(int(kind) for kind in kinds), Counter[int]()
    names = []
    for kind in map(int, kinds):
        letter = f" {chr(ord('A') + so_far[kind] % 26)}" if total[kind] > 1 else ""
        so_far[kind] += 1
        names.append(KIND_NAMES[SettingKind(kind)] + letter)
    return names


def _gauges(world: Any, marks: NDArray[np.str_]) -> list[Gauge]:
    children, families = world.children, world.families
    present = children.is_present
    has_sen = present & (children.sen_status != SenStatus.NONE)
    confidence = float(families.confidence[has_sen].mean()) if has_sen.any() else 0.0
    plans = int((present & (children.sen_status == SenStatus.PLAN)).sum())
    counts = {
        "Requests in progress": int((present & (children.case >= 0)).sum()),
        "Disputes open": int((present & (children.dispute >= 0)).sum()),
        "Waiting for a place": int((present & (children.placement == Placement.AWAITING)).sum()),
        "Removed from their school": int((present & (marks == REMOVED)).sum()),
    }
    gauges = [
        Gauge("Confidence (SEN families)", f"{confidence:.2f}", confidence),
        Gauge("Plans", f"{plans:,}", min(1.0, plans / max(1, int(present.sum())) * 10)),
    ]
    longest = 40  # marks a full bar: about one in fifty of a small world's children
    return gauges + [Gauge(name, f"{count:,}", min(1.0, count / longest)) for name, count in counts.items()]

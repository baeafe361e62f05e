"""Undo and redo: the scenarios that a visitor has been at, with one step for one move of the hand."""

from dataclasses import dataclass, replace

from abm import Scenario

ONE_MOVE_SECONDS = 2.0
STEPS_KEPT = 100


@dataclass(frozen=True)
class Trail:
    """Scenarios before (``past``) and after (``future``) the present one.

    ``moved`` is what was last changed and ``at`` when, in seconds of a steady clock.
    """

    past: tuple[Scenario, ...] = ()
    future: tuple[Scenario, ...] = ()
    moved: str = ""
    at: float = 0.0

    def after(self, left: Scenario, moved: str, at: float) -> "Trail":
        """The trail once ``left`` has been left; a slider drawn across the screen is one step."""
        if moved and moved == self.moved and at - self.at < ONE_MOVE_SECONDS and self.past:
            return replace(self, future=(), at=at)
        return Trail((*self.past, left)[-STEPS_KEPT:], (), moved, at)

    def back(self, present: Scenario) -> tuple["Trail", Scenario]:
        """The trail and the scenario one step before ``present``; itself at the beginning."""
        if not self.past:
            return self, present
        return Trail(self.past[:-1], (present, *self.future)), self.past[-1]

    def forward(self, present: Scenario) -> tuple["Trail", Scenario]:
        """The trail and the scenario one step after ``present``; itself at the end."""
        if not self.future:
            return self, present
        return Trail((*self.past, present), self.future[1:]), self.future[0]

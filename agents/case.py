"""The case: one request for a plan, from the day of asking to the final plan or the refusal.

Cases carry their age in days. The law's clock (Children and Families Act 2014, SEND Regulations
2014): decide on assessing within 6 weeks, say no plan by 16 weeks, final plan by 20 weeks.
"""

from typing import Annotated, NamedTuple

from agents.declarations import Column, Flags, Int8s, Int16s, Int32s

DAYS_TO_DECIDE = 42
DAYS_TO_GIVE_ADVICE = 42
DAYS_TO_COMMENT = 15
DAYS_TO_CONSULT = 15


class Cases(NamedTuple):
    """One row an open request."""

    is_open: Annotated[Flags, Column("flag", 0, "Case is open")]
    child: Annotated[Int32s, Column("row", -1, "Row of the child")]
    authority: Annotated[Int16s, Column("row", 0, "Authority that must decide")]
    asker: Annotated[Int8s, Column("Asker", 0, "Who asked")]
    stage: Annotated[Int8s, Column("Stage", 0, "Stage of the request")]
    asked_day: Annotated[Int32s, Column("day", 0, "Day on which the clock started")]
    ready_day: Annotated[Int32s, Column("day", 0, "First day on which the next step can happen")]
    psychology_day: Annotated[Int32s, Column("day", -1, "Day of the psychologist's advice, -1 while awaited")]
    health_day: Annotated[Int32s, Column("day", -1, "Day of the health advice, -1 while awaited")]
    is_ordered: Annotated[Flags, Column("flag", 0, "Tribunal or agreement has settled that this step is due")]

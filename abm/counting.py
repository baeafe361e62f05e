"""What is counted every month: flows as they happen, stocks at the end of the month.

Shares and scores are summed as whole numbers of millionths, so that a sum does not depend on
the order of rows.
"""

from enum import IntEnum, auto

MILLION = 1_000_000


class Flow(IntEnum):
    """Events counted by group and authority in the month in which they happen."""

    PEOPLE_IN = 0
    PEOPLE_OUT = auto()
    REQUESTS_BY_PARENTS = auto()
    REQUESTS_BY_YOUNG_PEOPLE = auto()
    REQUESTS_BY_SCHOOLS = auto()
    REQUESTS_BY_OTHERS = auto()
    REFUSED = auto()
    REFUSED_PARENTS = auto()
    REFUSED_SCHOOLS = auto()
    AGREED = auto()
    ASSESSED = auto()
    NOT_ISSUED = auto()
    NEW_PLANS = auto()
    PLANS_IN_TIME = auto()
    CEASED = auto()
    CEASED_LEFT_SCHOOL = auto()  # of those ceased
    CEASED_AT_AGE_LIMIT = auto()  # of those ceased
    PLANS_LEFT = auto()
    REVIEWS = auto()
    CONVERSIONS = auto()
    COLLEGE_TRANSFERS = auto()
    DISPUTES = auto()
    MEDIATIONS = auto()
    SETTLED = auto()
    APPEALS = auto()
    CONCEDED = auto()
    HEARD = auto()
    ALLOWED = auto()
    INCIDENTS = auto()
    SUSPENSIONS = auto()
    EXCLUSIONS = auto()
    MANAGED_MOVES = auto()
    TO_ALTERNATIVE = auto()
    REINTEGRATED = auto()
    LEFT_FOR_HOME = auto()
    CAME_BACK = auto()
    DISCOURAGED = auto()
    JOINED_FORUM = auto()
    LEFT_FORUM = auto()


class Stock(IntEnum):
    """Stocks counted by authority at the end of the month."""

    PEOPLE = 0
    PUPILS = auto()
    PUPILS_WITH_PLAN = auto()
    PUPILS_ON_SUPPORT = auto()
    PLANS = auto()
    STATEMENTS = auto()
    SEN_FAMILIES = auto()
    CONFIDENCE = auto()
    TRUST = auto()
    GRIEVANCE = auto()
    NEED = auto()
    UNMET = auto()
    NEED_TOP_FIFTH = auto()
    UNMET_TOP_FIFTH = auto()
    NEED_BOTTOM_FIFTH = auto()
    UNMET_BOTTOM_FIFTH = auto()
    IN_ALTERNATIVE = auto()
    HOME_EDUCATED = auto()
    AWAITING = auto()
    SPECIAL_WAITING = auto()
    OPEN_CASES = auto()
    OPEN_DISPUTES = auto()
    STATUTORY_PENCE = auto()
    CONTESTED_FAMILIES = auto()  # of those with SEN
    CONTESTED_NEED = auto()
    CONTESTED_UNMET = auto()
    CONTESTED_PLANS = auto()
    FORUM_FAMILIES = auto()
    FORUM_RESOURCES = auto()
    FORUM_AGENCY = auto()
    FORUM_TRUST = auto()
    BOTTOM_TENTH = auto()  # pupils of the lowest tenth by ability, of school age
    BOTTOM_TENTH_GAP = auto()  # their attainment less their ability
    BANDS = auto()  # of plans, added up
    BANDS_DUE = auto()  # what need alone would call for
    TOP_UP_PENCE = auto()
    TOP_UP_DUE_PENCE = auto()  # for the same need at the mean tariff
    SEMH_RECORDED = auto()  # children with SEN whose main need is recorded as SEMH
    SEN_RECORDED = auto()  # children with SEN
    PLANS_BY_AGE = auto()  # the first of five, one an age band of SEN2
    PLACEMENTS = PLANS_BY_AGE + 5  # type: ignore[operator]  # after the age bands; first of twelve, one a Placement


N_FLOWS = len(Flow)
N_STOCKS = int(Stock.PLACEMENTS) + 12


class Roll(IntEnum):
    """What is counted by setting at the end of the month."""

    PUPILS = 0
    ON_SUPPORT = auto()
    WITH_PLAN = auto()
    UP_TO_YEAR_13 = auto()  # of those on roll, in the years that a school census can count
    COUNTED = auto()  # of those on roll, whom the school census counts as pupils
    COUNTED_ON_SUPPORT = auto()
    COUNTED_WITH_PLAN = auto()
    SEN_FAMILIES = auto()
    CONFIDENCE = auto()


N_ROLLS = len(Roll)


class Result(IntEnum):
    """What is counted by school in July, of those in their last year there."""

    LEAVERS = 0
    ATTAINMENT = auto()  # in millionths

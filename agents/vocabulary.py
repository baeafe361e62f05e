"""The words that every kind of agent shares, as small whole numbers that fit a column."""

from enum import IntEnum


class Need(IntEnum):
    """Primary type of need, grouped from the official list (School Census, SEN2)."""

    NONE = 0
    SPECIFIC_LEARNING = 1
    MODERATE_LEARNING = 2
    SEVERE_LEARNING = 3
    SPEECH_LANGUAGE = 4
    AUTISM = 5
    SOCIAL_EMOTIONAL = 6
    PHYSICAL_SENSORY = 7


class SenStatus(IntEnum):
    """Where the child stands in the graduated approach of the Code of Practice."""

    NONE = 0
    SUPPORT = 1
    PLAN = 2


class SettingKind(IntEnum):
    """Kind of setting that can hold children on its roll."""

    EARLY_YEARS = 0
    PRIMARY = 1
    SECONDARY = 2
    SPECIAL = 3
    ALTERNATIVE = 4
    FURTHER = 5
    INDEPENDENT_SPECIAL = 6
    SPECIALIST_POST_16 = 7


class Placement(IntEnum):
    """Where a child is educated, after the official list of SEN2 establishment types."""

    MAINSTREAM = 0
    RESOURCED = 1
    SPECIAL = 2
    INDEPENDENT_SPECIAL = 3
    ALTERNATIVE = 4
    FURTHER = 5
    SPECIALIST_POST_16 = 6
    EARLY_YEARS = 7
    OTHERWISE = 8
    HOME = 9
    AWAITING = 10
    NOT_IN_EDUCATION = 11


class Asker(IntEnum):
    """Who asked for the needs assessment (Children and Families Act 2014, section 36)."""

    NOBODY = 0
    PARENT = 1
    YOUNG_PERSON = 2
    SCHOOL = 3
    OTHER = 4


class Stage(IntEnum):
    """Stage of a request for a plan, from asking to the final plan or the refusal."""

    CLOSED = 0
    REQUESTED = 1
    ADVICE = 2
    TO_ISSUE = 3
    DRAFT = 4


class Dispute(IntEnum):
    """What a family contests (sections 51 and 55 of the Act)."""

    NONE = 0
    REFUSAL_TO_ASSESS = 1
    REFUSAL_TO_ISSUE = 2
    CONTENT_OR_PLACEMENT = 3
    CEASING = 4


class DisputeStage(IntEnum):
    """How far a dispute has gone."""

    CLOSED = 0
    MEDIATION = 1
    REGISTERED = 2
    LISTED = 3


class Work(IntEnum):
    """Kinds of casework in the order in which the law leaves least choice.

    Assessments and annual reviews have clocks of equal force: whichever is due first comes first.
    """

    TRIBUNAL_ORDER = 0
    DISPUTE = 1
    CLOCK = 2


class Decision(IntEnum):
    """Every decision that luck enters, so that each has luck of its own."""

    NEED_TYPE = 1
    NEED_SIZE = 2
    SECOND_NEED = 3
    RESOURCES = 4
    SETTING = 5
    ATTAINMENT = 6
    CONFIDENCE = 7
    FIRST_STATUS = 8
    FIRST_PLACEMENT = 9
    REVIEW_MONTH = 10
    AGENCY = 11
    IDENTIFIED = 20
    DROPPED = 21
    SPOKE_UP = 22
    FAMILY_ASKED = 23
    SCHOOL_ASKED = 24
    OTHERS_ASKED = 25
    DAY = 26
    EVIDENCE = 28
    ISSUED = 29
    NAMED_SETTING = 30
    CONTESTED = 31
    MEDIATED = 32
    SETTLED = 33
    APPEALED = 34
    CONCEDED = 35
    ALLOWED = 36
    CEASED = 37
    INCIDENT = 40
    SUSPENDED = 41
    EXCLUDED = 42
    MOVED = 43
    REINTEGRATED = 44
    LEFT_FOR_HOME = 45
    CAME_BACK = 46
    QUEUE = 47
    ADMITTED = 48
    STAYED_ON = 50
    SCHOOL_CLOSED = 51
    WISHED = 52
    PLACED = 53
    PAID_INDEPENDENT = 54
    TRUST = 55
    READMITTED = 56
    SECOND_ATTAINMENT = 57
    ETHOS = 60
    CAPABILITY = 61
    SCHOOL_SIZE = 62
    ACADEMY = 63
    THRESHOLD = 64
    REPUTATION = 65
    CROSSED_BORDER = 66
    NEIGHBOUR = 67
    CONVERTED = 68
    STAYED_IN_COLLEGE = 69
    CONSULTED = 70
    NURSERY_CLASS = 71
    NOTIONAL = 72
    DISCOURAGED = 73
    JOINED_FORUM = 74
    LEFT_FORUM = 75
    BANDED = 90
    TARIFF = 91
    JOINT_PROVISION = 92
    RELABELLED = 93
    COMMENTED = 94
    NAMED_OTHERWISE = 96
    PILOTED = 97
    COPIED = 98
    BENCHMARK = 99
    PILOT_GOES_UP = 100
    LISTED = 101
    NUDGED = 150

"""The plain twin's luck: the model's keyed hash written again with Python's own whole numbers.

The published splitmix64 finaliser, applied to identity and then to decision, everything modulo 2**64.
"""

WORD = 1 << 64
GOLDEN = 0x9E3779B97F4A7C15
ODD = 0xD1B54A32D192ED03


def scrambled(word: int) -> int:
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % WORD
    return word ^ (word >> 31)


def key_of_month(seed: int, month: int) -> int:
    return scrambled((seed * GOLDEN + (month + 2) * ODD) % WORD)


def key_of_run(seed: int) -> int:
    return key_of_month(seed, -1)


def word_of(key: int, identity: int, decision: int) -> int:
    word = scrambled((key + identity * GOLDEN) % WORD)
    return scrambled((word + decision * ODD) % WORD)


def luck(key: int, identity: int, decision: int) -> float:
    """Luck from 0 up to 1: the upper 53 bits of the word."""
    return (word_of(key, identity, decision) >> 11) / (1 << 53)


def tie_break(run_key: int, identity: int, decision: int) -> int:
    """The upper 38 bits of the word, the same all through a run."""
    return word_of(run_key, identity, decision) >> 26

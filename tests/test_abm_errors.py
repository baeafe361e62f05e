import pickle

from abm.errors import InputError, nearest_choice


def test_error_is_one_line_that_names_file_key_expectation_and_remedy() -> None:
    error = InputError("plan.toml", "world", "the name of a local authority", "Did you mean 'Leeds'?")
    message = str(error)
    assert "\n" not in message
    for part in ("plan.toml", "world", "the name of a local authority", "Leeds"):
        assert part in message


def test_error_survives_the_journey_between_processes() -> None:
    error = InputError("a", "b", "c", "d")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  our own bytes


def test_error_moves_to_the_file_it_was_found_in() -> None:
    assert str(InputError("scenario", "to", "2035", "Try 2035.").moved_to("x.toml")).startswith("x.toml: to")


def test_nearest_choice_ignores_case_and_finds_one_slip() -> None:
    assert nearest_choice("leedss", ["Bradford", "Leeds", "Wakefield"]) == "Did you mean 'Leeds'?"


def test_nearest_choice_lists_what_there_is_when_nothing_is_near() -> None:
    remedy = nearest_choice("zzz", [f"name {number}" for number in range(20)])
    assert "name 0" in remedy
    assert "others" in remedy

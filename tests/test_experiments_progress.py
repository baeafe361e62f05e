import io

from experiments.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_plain_lines_into_a_file_without_control_characters() -> None:
    stream = io.StringIO()
    progress = Progress("Leeds", stream)
    for done in range(1, 101):
        progress(done, 100, "2014-09")
    progress.close()
    text = stream.getvalue()
    assert "\r" not in text
    assert "\x1b" not in text
    assert "100% 2014-09" in text
    assert len(text.splitlines()) < 8


def test_one_line_is_redrawn_on_a_terminal() -> None:
    stream = Terminal()
    progress = Progress("Leeds", stream)
    progress(1, 2)
    progress(2, 2)
    progress.close()
    assert stream.getvalue().count("\n") == 1


def test_time_left_comes_from_the_steps_after_the_first() -> None:
    stream = Terminal()
    progress = Progress("Leeds", stream)
    progress(1, 10)
    # Pretend that four more steps took eight seconds: the five that are left need ten.
    assert progress.first_done is not None
    progress.first_done = (progress.first_done[0] - 8.0, 1)
    progress.shown = 0.0
    progress(5, 10)
    assert ", 10 s left" in stream.getvalue()

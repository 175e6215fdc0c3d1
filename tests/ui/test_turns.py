"""Pages take turns, and none waits for ever."""

import threading

import pytest

from geo.ui.turns import take_turn


def test_who_comes_second_goes_when_the_first_is_done():
    order = []
    waiting = threading.Event()

    def second():
        waiting.set()
        with take_turn(10.0) as held:
            order.append(("second", held))

    thread = threading.Thread(target=second)
    with take_turn() as held:
        thread.start()
        waiting.wait()
        order.append(("first", held))
    thread.join()
    assert order == [("first", True), ("second", True)]


def test_a_long_turn_holds_nobody_up_for_ever():
    with take_turn(), take_turn(0.01) as held:
        assert held is False
    with take_turn(0.01) as held:  # who had no turn gave none back
        assert held is True


def test_a_failing_page_gives_its_turn_back():
    with pytest.raises(ZeroDivisionError), take_turn():
        raise ZeroDivisionError
    with take_turn(0.01) as held:
        assert held is True

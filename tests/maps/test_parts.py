"""Parts are named by content and made once."""

from __future__ import annotations

import hashlib
import json
import threading

from geo.maps.parts import Memo, Part, make_part


def test_a_part_is_named_by_kind_and_content():
    part = make_part("areas", {"b": [1, 2], "a": "成都"})
    text = '{"b":[1,2],"a":"成都"}'
    assert part.text == text
    assert part.name == f"areas-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def test_equal_content_gives_an_equal_part_and_other_content_another_name():
    assert make_part("x", [1]) == make_part("x", [1])
    assert make_part("x", [1]).name != make_part("x", [2]).name
    assert make_part("x", [1]).name != make_part("y", [1]).name


def test_a_part_does_not_print_its_text():
    assert "secret" not in repr(Part("x-1", '"secret"'))


def test_a_part_is_safe_inside_a_script_block():
    part = make_part("x", "</script><!--")
    assert "<" not in part.text
    assert json.loads(part.text) == "</script><!--"


def test_a_memo_makes_a_value_once():
    made = []
    memo = Memo()
    for _ in range(3):
        assert memo.get("key", lambda: made.append(1) or "value") == "value"
    assert made == [1]


def test_a_memo_forgets_what_was_used_longest_ago():
    memo = Memo(limit=2)
    made = []

    def get(key):
        return memo.get(key, lambda: made.append(key) or key)

    for key in ("a", "b", "a", "c", "a", "b"):  # "c" pushes out "b": "a" was used after it
        get(key)
    assert made == ["a", "b", "c", "b"]


def test_a_memo_keeps_nothing_of_a_failure():
    memo = Memo()

    def fail():
        raise ZeroDivisionError

    for _ in range(2):
        try:
            memo.get("key", fail)
        except ZeroDivisionError:
            pass
        else:
            raise AssertionError("the failure was swallowed")
    assert memo.get("key", lambda: 7) == 7


def test_a_memo_makes_a_value_once_for_two_who_ask_at_once():
    memo = Memo()
    asked = threading.Event()
    again = threading.Event()
    made = []

    def make_first():
        asked.set()
        again.wait(0.3)  # time for the second to make its own, if it does not wait
        made.append("first")
        return 7

    def make_second():
        made.append("second")
        again.set()
        return 8

    first = threading.Thread(target=memo.get, args=("key", make_first))
    first.start()
    asked.wait()
    assert memo.get("key", make_second) == 7
    first.join()
    assert made == ["first"]


def test_a_memo_serves_threads_the_right_value():
    memo = Memo(limit=8)
    wrong = []

    def work(seed):
        for i in range(300):
            key = (seed * 7 + i) % 20
            if memo.get(key, lambda key=key: key * key) != key * key:
                wrong.append(key)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []

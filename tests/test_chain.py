"""Append-only files: a line that was torn, changed or taken out is noticed, and nothing is lost."""

import json

import pytest

from toolkit.season.chain import Chain, Linked


@pytest.fixture
def path(tmp_path):
    return tmp_path / "台账" / "事件.jsonl"


@pytest.fixture
def five(path):
    """A file of five events."""
    appended(path, 1, 2, 3, 4, 5)
    return path


def appended(path, *numbers):
    chain = Chain(path)
    chain.read()
    chain.append({"what": "received", "number": number} for number in numbers)


def numbers(path):
    """Of each event its number, and where the chain is broken."""
    linked = Chain(path).read()
    return [each["number"] for each in linked.records], linked.broken_at


def lines(path):
    return path.read_bytes().splitlines(keepends=True)


def rewrite(path, those):
    path.write_bytes(b"".join(those))


def test_where_nothing_happened_nothing_is_told(path):
    assert Chain(path).read() == Linked(())
    appended(path)
    assert not path.exists()


def test_what_is_appended_is_read_again_in_its_order(five):
    assert numbers(five) == ([1, 2, 3, 4, 5], 0)


def test_lines_appended_one_at_a_time_are_those_appended_at_once(five, tmp_path):
    other = tmp_path / "other.jsonl"
    chain = Chain(other)
    for number in range(1, 6):
        chain.append([{"what": "received", "number": number}])
    assert other.read_bytes() == five.read_bytes()


def test_each_line_carries_the_beginning_of_the_hash_of_the_one_before(five):
    after = [json.loads(line)["after"] for line in lines(five)]
    assert after[0] == ""
    assert len(set(after)) == 5
    assert {len(each) for each in after[1:]} == {16}


def test_words_are_kept_as_they_are(path):
    told = {"what": "说明", "text": "第一行\n“第二行”\u2028<&>𠮷", "none": None, "list": [1, "二"]}
    Chain(path).append([told])
    (found,) = Chain(path).read().records
    assert found == {**told, "after": ""}


@pytest.mark.parametrize("kept", [1, 20, -1])
def test_a_line_torn_by_a_crash_never_happened(five, kept):
    whole, torn = lines(five)[:-1], lines(five)[-1]
    rewrite(five, [*whole, torn[:kept]])
    assert numbers(five) == ([1, 2, 3, 4], 0)


def test_what_comes_after_a_torn_line_stands_on_a_line_of_its_own(five):
    before = five.read_bytes()
    five.write_bytes(before + b'{"what":"received","num')
    appended(five, 6, 7)
    assert numbers(five) == ([1, 2, 3, 4, 5, 6, 7], 0)
    assert five.read_bytes().startswith(before)


def test_a_file_that_is_nothing_but_a_torn_line_begins_anew(path):
    path.parent.mkdir()
    path.write_bytes(b'{"what":"rec')
    appended(path, 1, 2)
    assert numbers(path) == ([1, 2], 0)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_changed_line_is_noticed_at_the_line_after_it(five, number):
    told = lines(five)
    told[number - 1] = told[number - 1].replace(b'"received"', b'"accepted"')
    rewrite(five, told)
    assert numbers(five) == ([1, 2, 3, 4, 5], number + 1)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_missing_line_is_noticed_where_it_stood(five, number):
    told = lines(five)
    del told[number - 1]
    rewrite(five, told)
    assert numbers(five)[1] == number


def test_lines_put_in_or_in_another_order_are_noticed(five):
    told = lines(five)
    rewrite(five, [*told[:2], told[1], *told[2:]])
    assert numbers(five) == ([1, 2, 2, 3, 4, 5], 3)
    rewrite(five, [told[0], told[2], told[1], *told[3:]])
    assert numbers(five) == ([1, 3, 2, 4, 5], 2)


@pytest.mark.parametrize("spoilt", [b"?\n", b"[1]\n", b"\xff\xfe\n", b'{"a":\n'])
def test_a_line_that_is_no_event_is_noticed_and_the_others_are_read(five, spoilt):
    told = lines(five)
    told[2] = spoilt
    rewrite(five, told)
    assert numbers(five) == ([1, 2, 4, 5], 3)


def test_the_first_break_is_told_and_stays_after_more_is_appended(five):
    told = lines(five)
    del told[3], told[1]
    rewrite(five, told)
    appended(five, 6)
    assert numbers(five) == ([1, 3, 5, 6], 2)


def test_nobody_can_append_without_having_read(five):
    Chain(five).append([{"what": "received", "number": 6}])
    assert numbers(five) == ([1, 2, 3, 4, 5, 6], 0)


def test_what_cannot_be_written_leaves_the_file_as_it_was(five, monkeypatch):
    chain = Chain(five)
    chain.read()
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="full"):
        chain.append([{"what": "received", "number": 6}])
    monkeypatch.undo()
    chain.append([{"what": "received", "number": 7}])
    assert numbers(five) == ([1, 2, 3, 4, 5, 7], 0)


def full(_):
    raise OSError("the disk is full")

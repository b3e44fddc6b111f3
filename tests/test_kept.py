"""What is kept of our TOML files: never another text's tree, and never a reason to fail."""

import json
import os
import sys
import tomllib

import pytest

from toolkit.home import FORMS, WORDS, kept_tree

TEXT, EDITED = 'title = "一"', 'title = "二"'  # of one length


def never(text):
    pytest.fail("it was parsed although its tree was kept")


@pytest.fixture(autouse=True)
def _python_may_keep(monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


@pytest.fixture
def kept(tmp_path):
    return tmp_path / "cache" / "form.toml.json"


def test_a_tree_is_kept_at_first_use(kept):
    assert kept_tree(kept, TEXT, tomllib.loads) == {"title": "一"}
    assert kept_tree(kept, TEXT, never) == {"title": "一"}
    assert os.listdir(kept.parent) == [kept.name]


def test_an_edited_text_is_parsed_again(kept):
    kept_tree(kept, TEXT, tomllib.loads)
    assert kept_tree(kept, EDITED, tomllib.loads) == {"title": "二"}
    assert kept_tree(kept, TEXT, tomllib.loads) == {"title": "一"}


@pytest.mark.parametrize("content", [b"", b"\xff", b"[", b"{}", b"[1]", b'["", []]', b"null"])
def test_a_damaged_file_is_mended(kept, content):
    kept.parent.mkdir()
    kept.write_bytes(content)
    assert kept_tree(kept, TEXT, tomllib.loads) == {"title": "一"}
    assert kept_tree(kept, TEXT, never) == {"title": "一"}


def test_where_nothing_may_be_written_it_is_parsed(tmp_path):
    occupied = tmp_path / "cache"
    occupied.write_text("not a folder", "utf-8")
    assert kept_tree(occupied / "form.toml.json", TEXT, tomllib.loads) == {"title": "一"}
    assert os.listdir(tmp_path) == ["cache"]


def test_what_cannot_be_replaced_leaves_nothing_behind(kept):
    kept.mkdir(parents=True)
    assert kept_tree(kept, TEXT, tomllib.loads) == {"title": "一"}
    assert os.listdir(kept.parent) == [kept.name]


def test_what_json_does_not_know_is_not_kept(kept):
    for _ in range(2):
        assert kept_tree(kept, "day = 2026-01-31", tomllib.loads)["day"].year == 2026
    assert not kept.exists()


def test_nothing_is_kept_where_python_keeps_no_modules(kept, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert kept_tree(kept, TEXT, tomllib.loads) == {"title": "一"}
    assert not kept.parent.exists()


def test_a_mistake_in_the_text_stays_one(kept):
    for _ in range(2):
        with pytest.raises(tomllib.TOMLDecodeError):
            kept_tree(kept, "title =", tomllib.loads)


@pytest.mark.parametrize(
    "path", [*FORMS.glob("*.toml"), *WORDS.glob("*.toml")], ids=lambda path: path.name
)
def test_every_file_of_ours_can_be_kept(path):
    tree = tomllib.loads(path.read_text("utf-8"))
    assert json.loads(json.dumps(tree)) == tree

"""Files as they come: each fault its own finding, and no file keeps the others from being read."""

import json
from pathlib import Path

import pytest
from grid import brief

from toolkit.errors import FormError, UsageError
from toolkit.intake import check_files, legible

OWN = Path(__file__).parent.parent / "examples" / "清禾县" / "县里的表式.toml"
NEW = "requests.new.person"


def zeros(form):
    return {key: 0 for key, slot in form.slots.items() if slot.given}


def record(form, **more):
    return {"agency": "青石镇", "code": "T01", "year": 2023, "figures": zeros(form)} | more


def written(folder, told, name="a.json"):
    path = folder / name
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    return path


def checked(folder, told, **asked):
    """Submission and findings of the only record."""
    (only,) = check_files([written(folder, told)], **asked)
    return only


def found(folder, told, **asked):
    return brief(checked(folder, told, **asked)[1])


# ------------------------------------------------------------ last year


@pytest.mark.parametrize(
    ("now", "last", "told"),
    [
        ({}, {}, []),
        ({}, {"code": "", "agency": "青石镇"}, []),
        ({"code": ""}, {}, []),
        ({}, {"agency": "青石"}, []),
        ({"code": ""}, {"code": "", "agency": "河湾乡"}, ["no-last-year"]),
        ({"code": "", "agency": ""}, {"code": "", "agency": ""}, ["no-last-year"]),
        ({"code": "T02", "agency": "河湾乡"}, {}, ["no-last-year"]),
        ({}, {"year": None}, []),
        ({}, {"year": 2021}, ["last-year-wrong 2021 2022"]),
        ({}, {"year": 2023}, ["last-year-wrong 2023 2022"]),
        ({"year": None}, {"year": 2021}, []),
    ],
)
def test_last_year_is_found_by_code_else_by_name(tmp_path, form, now, last, told):
    before = {"year": 2022, "figures": zeros(form) | {"requests.carried_out.person": 3}}
    path = written(tmp_path, record(form, **(before | last)), "last.json")
    findings = found(tmp_path, record(form, **now), last=path)
    assert [line for line in findings if "last-year" in line] == told
    assert any(line.startswith("carried") for line in findings) is not bool(told)


def test_of_several_years_the_last_is_compared(tmp_path, form):
    years = [record(form, year=year) for year in (2020, None, 2022, 2021)]
    path = written(tmp_path, years, "last.json")
    assert found(tmp_path, record(form), last=path) == []


def test_a_last_year_with_one_bad_record_is_no_last_year(tmp_path, form):
    path = written(tmp_path, [record(form), 3], "last.json")
    with pytest.raises(UsageError):
        check_files([path], last=path)


# ------------------------------------------------------------ faults of a record


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"figures": []}, ["wrong-shape"]),
        ({"figures": {}, "cells": {NEW: 3}}, ["wrong-shape"]),
        ({"printed": "false"}, ["wrong-shape"]),
        ({"agency": 12}, ["wrong-shape"]),
        ({"confirmed": "requests"}, ["wrong-shape"]),
        ({"flags": [1]}, ["wrong-shape"]),
        ({"agency": [], "printed": 0, "year": True}, ["wrong-shape", "wrong-shape", "bad-year"]),
        ({"year": "2023"}, ["bad-year 2023"]),
        ({"year": 2023.5}, ["bad-year 2023.5"]),
        ({"confirmed": ["request"]}, ["unknown-name request"]),
        ({"passages": {"overveiw": "…"}}, ["unknown-name overveiw"]),
        ({"not_applicable": ["requests.neu.person"]}, ["unknown-key requests.neu.person"]),
        ({"cells": {"requests.neu.person": "D7"}}, ["unknown-key requests.neu.person"]),
        ({"editions": {"request": "2021"}}, ["unknown-name request"]),
        ({"editions": {"requests": "1999"}}, ["unknown-edition 1999"]),
        ({"editions": {"requests": str(OWN)}}, ["unknown-edition"]),
        ({"editions": {"requests": "2021-qinghe"}}, ["unknown-edition 2021-qinghe"]),
    ],
)
def test_a_fault_of_a_record_is_told_and_nothing_else(tmp_path, form, more, told):
    sent, findings = checked(tmp_path, record(form, **more), year=2023)
    assert [line[: len(said)] for line, said in zip(brief(findings), told, strict=True)] == told
    assert (sent.figures, sent.kind) == ({}, "")


def test_null_is_not_written(tmp_path, form):
    nothing = dict.fromkeys(("editions", "passages", "cells", "flags", "printed", "category"))
    assert found(tmp_path, record(form, **nothing)) == []


def test_a_misspelt_key_is_told_with_the_right_one(tmp_path, form):
    figures = zeros(form) | {"requests.neu.person": 1}
    (finding,) = checked(tmp_path, record(form, figures=figures))[1]
    assert finding.fact("suggested") == NEW


def test_many_unknown_keys_are_one_finding(tmp_path, form):
    figures = {f"a.b.c{number}": 1 for number in range(6)}
    (finding,) = checked(tmp_path, record(form, figures=figures))[1]
    assert (finding.code, finding.fact("count")) == ("unknown-keys", 6)


@pytest.mark.parametrize(
    "text",
    ['{"year": 2023, "year": 2022}', '{"figures": {"year": 1, "b": 2, "year": 1}}'],
)
def test_a_word_written_twice_is_not_decided(tmp_path, text):
    assert found(tmp_path, text) == ["written-twice year"]


def test_one_bad_record_does_not_lose_the_others(tmp_path, form):
    told = [record(form), 3, record(form, year="x"), record(form, code="T02")]
    results = check_files([written(tmp_path, told)])
    assert [brief(findings) for _, findings in results] == [
        [],
        ["not-a-record"],
        ["bad-year x"],
        [],
    ]
    assert results[2][0].agency.name == "青石镇"


@pytest.mark.parametrize("text", ["[]", "", " \n"])
def test_nothing_in_a_file_is_told(tmp_path, text):
    assert found(tmp_path, text) == ["nothing-in-file"]


def test_a_file_in_another_encoding(tmp_path):
    for encoding in ("gb18030", "utf-16"):
        (tmp_path / "a.json").write_text('{"agency": "青石镇"}', encoding)
        ((_, findings),) = check_files([tmp_path / "a.json"])
        assert brief(findings) == ["wrong-encoding"]


# ------------------------------------------------------------ files that do not open


def test_a_file_that_does_not_open_is_its_own_finding(tmp_path, form, monkeypatch):
    good, shut = (written(tmp_path, record(form), name) for name in ("a.json", "b.json"))
    read = Path.read_bytes

    def refuse(path):
        if path == shut:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    results = check_files([shut, good])
    assert [brief(findings) for _, findings in results] == [["cannot-open"], []]


def test_what_is_no_file_is_never_opened(tmp_path):
    paths = [tmp_path, tmp_path / "x.json"]
    codes = [findings[0].code for _, findings in check_files(paths)]
    assert codes == ["not-a-file", "no-such-file"]


def test_a_name_in_the_encoding_of_old_chinese_windows_is_legible():
    name = "青石镇.json"
    for encoding in ("utf-8", "gb18030"):
        assert legible(name.encode(encoding).decode("utf-8", "surrogateescape")) == name


# ------------------------------------------------------------ figures that do not apply


@pytest.mark.parametrize("number", [5, 0, "三"])
def test_a_figure_that_is_also_not_applicable_is_kept_and_asked_about(tmp_path, form, number):
    key = "documents.regulation.made"
    told = record(form, figures=zeros(form) | {key: number}, not_applicable=[key])
    sent, findings = checked(tmp_path, told | {"cells": {key: "表二!C4"}})
    assert brief(findings) == [f"figure-not-applicable {key} {number}"]
    assert findings[0].places[0].cell == "C4"
    assert (sent.value(key), sent.figures[key].raw) == (None, number)


@pytest.mark.parametrize("figures", [{"documents.regulation.made": None}, {}])
def test_not_applicable_may_stand_alone(tmp_path, form, figures):
    key = "documents.regulation.made"
    given = {k: v for k, v in zeros(form).items() if k != key} | figures
    told = found(tmp_path, record(form, figures=given, not_applicable=[key]))
    assert told == [f"not-applicable {key}"]


# ------------------------------------------------------------ which edition, which year


def test_the_edition_is_known_by_its_keys_not_by_the_year(tmp_path, form, form2019):
    old, new = record(form2019), record(form, year=2020)
    assert found(tmp_path, old) == ["wrong-edition 2019 2021"]
    assert found(tmp_path, new) == ["wrong-edition 2021 2019"]
    assert found(tmp_path, record(form2019, year=2020)) == []


def test_tables_of_several_editions_are_known_one_by_one(tmp_path, form, form2019):
    figures = {k: v for k, v in zeros(form).items() if not k.startswith("charges")}
    figures |= {k: v for k, v in zeros(form2019).items() if k.startswith("charges")}
    sent, findings = checked(tmp_path, record(form, figures=figures))
    assert brief(findings) == ["mixed-edition charges 2019 2021"]
    assert sent.form.editions["charges"] == "2019"


def test_editions_of_some_tables_leave_the_rest_to_the_year(tmp_path, form, mixed):
    told = record(mixed, editions={"requests": "2019"})
    sent, _ = checked(tmp_path, told)
    assert sent.form.editions == dict(form.editions) | {"requests": "2019"}


def test_the_year_asked_for_is_that_of_a_record_without_one(tmp_path, form2019):
    sent, findings = checked(tmp_path, record(form2019, year=None), year=2020)
    assert (sent.year, sent.form.edition, brief(findings)) == (2020, "2019", [])


def test_an_unreadable_file_has_no_edition(tmp_path):
    assert found(tmp_path, "{", year=2019) == ["not-json"]


def test_an_own_form_is_used_where_the_operator_names_it(tmp_path, form, qinghe):
    assert found(tmp_path, record(qinghe), form=str(OWN)) == []
    assert found(tmp_path, record(form), form=str(OWN)) == ["missing-table visits"]
    named = record(qinghe, editions=dict(qinghe.editions))
    sent, findings = checked(tmp_path, named, form=str(OWN))
    assert (brief(findings), sent.form.edition) == ([], "2021-qinghe")
    assert "unknown-key" in str(found(tmp_path, record(qinghe)))
    with pytest.raises(FormError):
        check_files([], form="nowhere.toml")

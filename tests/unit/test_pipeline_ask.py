"""`make ask`: which question is meant, and its answer."""

from __future__ import annotations

from pathlib import Path

import click
import duckdb
import pytest
from click.testing import CliRunner

from serving import ask
from serving.ask import Question, find, main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two questions and a published file."""
    analyses, warehouse = tmp_path / "analyses", tmp_path / "仓库 out"
    analyses.mkdir()
    warehouse.mkdir()
    (analyses / "q01_money_by_region.sql").write_text(
        "-- How much was promised? 预算是多少？\n"
        "-- One row per region.\n"
        "select region, amount_yuan from {{ ref('fct_money') }} order by amount_yuan desc nulls last\n",
        encoding="utf-8",
    )
    (analyses / "q11_money_by_year.sql").write_text("-- By year\nselect 1 as one\n", encoding="utf-8")
    with duckdb.connect(str(warehouse / "jixiao.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_money as select * from (values"
            " ('广西壮族自治区', 31904500.00::decimal(20, 2)), ('[red]未知[/red]', null)) as t (region, amount_yuan)"
        )
    monkeypatch.setattr(ask, "ANALYSES", analyses)
    monkeypatch.setattr(ask.questions, "__defaults__", (analyses,))
    return warehouse


def _ask(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.output


@pytest.mark.parametrize("asked", ["1", "01", "Q1", "q01", "q01_money_by_region", "Q01_money_by_region.sql", "region"])
def test_a_question_is_found_by_name_number_or_part(folder: Path, asked: str) -> None:
    status, output = _ask(asked, "--warehouse", str(folder))
    assert status == 0
    assert "How much was promised? 预算是多少？\nOne row per region.\n" in output
    assert "31,904,500.00" in output
    assert "[red]未知[/red]" in output
    assert "2 rows" in output


def test_an_ambiguous_or_unknown_question_is_a_usage_error(folder: Path) -> None:
    assert _ask("money", "--warehouse", str(folder))[0] == 2
    status, output = _ask("7", "--warehouse", str(folder))
    assert status == 2
    assert "no question 7" in output


def test_number_1_is_not_number_11() -> None:
    one, eleven = Question(Path("q1_a.sql")), Question(Path("q11_b.sql"))
    assert find("q1", [one, eleven]) is one
    assert find("11", [one, eleven]) is eleven
    with pytest.raises(click.UsageError):
        find("q", [one, eleven])


def test_without_a_question_all_are_listed(folder: Path) -> None:
    status, output = _ask("", "--warehouse", str(folder))
    assert status == 0
    assert "q01_money_by_region" in output
    assert "By year" in output
    assert "How much was promised? 预算是多少？\n" in output
    assert "One row per region" not in output


def test_without_a_published_file_it_says_what_to_do(folder: Path, tmp_path: Path) -> None:
    status, output = _ask("1", "--warehouse", str(tmp_path / "nowhere"))
    assert status == 1
    assert "run make first" in output


def test_a_limit_says_what_it_hides(folder: Path) -> None:
    _, output = _ask("1", "--warehouse", str(folder), "--limit", "1")
    assert "2 rows, the first 1 shown" in output


def test_a_question_cannot_change_the_published_file(folder: Path) -> None:
    (folder.parent / "analyses" / "q05_drop.sql").write_text("-- Drop\ndrop table marts.fct_money", encoding="utf-8")
    status, output = _ask("5", "--warehouse", str(folder))
    assert status == 1
    assert "read-only" in output
    assert _ask("1", "--warehouse", str(folder))[0] == 0


def test_an_answer_wider_than_the_terminal_is_a_block_a_row(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from rich import console

    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(console.Console, "is_terminal", True)
    names = [f"column_{i}" for i in range(9)]
    rows = [tuple(f"值{i}" for i in range(9))]
    question = Question(ask.ANALYSES / "q01_spending_by_agency.sql")
    ask._print_answer(question, names, rows, rows)
    assert "column_8: 值8" in capsys.readouterr().out

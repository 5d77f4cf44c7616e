"""No binary float gets in; blank cells are None; the same text is held once."""

from __future__ import annotations

import datetime
import gc
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from converter.reading.exact import Texts, exact, exact_rows


@given(st.floats())
def test_every_float_becomes_exact_or_a_text(value: float) -> None:
    result = exact(value)
    assert type(result) in (int, Decimal, str)
    if isinstance(result, str):
        assert result in ("nan", "inf", "-inf")
    else:
        assert float(result) == value


def test_other_values() -> None:
    assert exact("") is None
    assert exact(True) is True
    assert exact(datetime.datetime(2023, 1, 5, 10, 30)) == datetime.date(2023, 1, 5)
    assert type(exact(datetime.datetime(2023, 1, 5))) is datetime.date
    assert exact(datetime.date(2023, 1, 5)) == datetime.date(2023, 1, 5)
    assert exact(datetime.time(10, 30)) == "10:30:00"
    assert exact(datetime.timedelta(hours=30)) == "30:00:00"


cells = st.one_of(st.text(max_size=3), st.floats(allow_nan=False), st.integers(), st.booleans(), st.none())


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), max_size=700)))
def test_columns_convert_like_cells(rows: list[list[object]]) -> None:
    expected = [[None, *map(exact, row)] for row in rows]
    result = exact_rows(rows, Texts(), left=1)
    assert [[(type(v), v) for v in row] for row in result] == [
        [(type(v), v) for v in row] for row in expected
    ]


def test_texts_are_shared_and_the_collector_is_left_as_it_was() -> None:
    texts = Texts()
    one, two = "".join(["项目", "一"]), "".join(["项目", "一"])
    rows = exact_rows([[one], [two]], texts)
    assert rows[0][0] is rows[1][0]
    assert gc.isenabled()
    gc.disable()
    try:
        exact_rows([[1.0]], texts)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_rows_without_columns() -> None:
    assert exact_rows([[], []], Texts()) == [[], []]

"""The PostgreSQL server of the tests: databases of one's own, copied from one template."""

from __future__ import annotations

import sqlalchemy as sa

from tests.support.postgres import create_database, database


def test_a_copy_has_what_its_template_had_and_keeps_its_changes_to_itself(postgres: str) -> None:
    create_database(postgres, "pattern")
    with database(postgres, "first", "pattern") as first, database(postgres, "second", "pattern") as second:
        engines = [sa.create_engine(url, poolclass=sa.NullPool) for url in (first, second)]
        with engines[0].begin() as connection:
            connection.execute(sa.text("CREATE TABLE only_here (id integer)"))
        assert [sa.inspect(engine).has_table("only_here") for engine in engines] == [True, False]

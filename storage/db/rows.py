"""What all rows share: the metadata, and a function per kind of column."""

from typing import Any, ClassVar

from sqlalchemy import Index, MetaData, text
from sqlmodel import Field, SQLModel

from storage.db.columns import Big, CleanText, Json, UtcDateTime


class Row(SQLModel):
    """The base of all rows; it names constraints, which SQLite needs to change them later. No row
    is ever validated, so no validators are built.
    """

    model_config = {"defer_build": True}
    metadata: ClassVar[MetaData] = MetaData(
        naming_convention={
            "ix": "%(table_name)s_%(column_0_N_name)s",
            "uq": "%(table_name)s_%(column_0_N_name)s_once",
            "pk": "%(table_name)s_row",
            "fk": "%(table_name)s_of_%(referred_table_name)s",
        }
    )


def text_column() -> Any:
    return Field(sa_type=CleanText)


def big_column() -> Any:
    return Field(sa_type=Big)


def time_column() -> Any:
    return Field(sa_type=UtcDateTime)


def json_column() -> Any:
    return Field(sa_type=Json)


def text_key() -> Any:
    return Field(sa_type=CleanText, primary_key=True)


def big_key() -> Any:
    return Field(sa_type=Big, primary_key=True)


def remembers(field: str) -> str:
    """Build the condition that a field without a column is not at its default: it is a key of the
    JSON in `more`.
    """
    return f"""more LIKE '%"{field}":%'"""


def partial_index(name: str, *columns: str, where: str) -> Index:
    """Build an index of the rows where `where` holds: on PostgreSQL too, where the migrations make
    it. To say so here would load that database's dialect at every start.
    """
    return Index(name, *columns, sqlite_where=text(where))

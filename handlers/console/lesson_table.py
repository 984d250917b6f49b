"""The list of lessons."""

from domain.lessons import Lesson
from domain.staff import Permission, StaffMember
from handlers.console.table import Cell, Column, Count, Filter, Link, Move, Table, Tag
from wording import console as words
from wording import tables

LACKS = ("lacks", tables.LACKS)  # whatever its state


def lessons_for(member: StaffMember) -> Table[Lesson]:
    """What she may see of lessons, and do with many at once."""
    moves = (
        Move("/console/lessons/many", "publish", tables.PUBLISH_MANY),
        Move("/console/lessons/many", "withdraw", tables.WITHDRAW_MANY),
    )
    return Table(
        name="lessons",
        address="/console/lessons",
        caption=tables.LESSONS,
        key=lambda lesson: lesson.id,
        sort="-written",
        filters=(Filter("state", tables.BY_STATE, (*words.LESSON_STATES.items(), LACKS), tables.ALL),),
        moves=moves if member.may(Permission.LESSON_PUBLISH) else (),
        empty=tables.NO_LESSONS_WRITE if member.may(Permission.LESSON_WRITE) else tables.NO_LESSONS,
        columns=(
            Column(
                "title",
                tables.TITLE,
                lambda x, _: Link(f"/console/lessons/{x.id}", x.title, x.digest),
                Cell.LINK,
                sortable=True,
                by="title",
            ),
            Column("series", tables.SERIES, lambda lesson, about: about["series"].get(lesson.series, lesson.series)),
            Column("state", tables.STATE, lambda x, _: Tag(x.state, words.LESSON_STATES[x.state]), Cell.TAG),
            Column("minutes", tables.MINUTES, lambda lesson, _: Count(lesson.minutes, tables.MINUTE), Cell.COUNT),
            Column("changed", tables.CHANGED, lambda x, _: x.changed_at, Cell.MOMENT, sortable=True, by="changed_at"),
            Column("published", tables.PUBLISHED, lambda lesson, _: lesson.published_at, Cell.MOMENT, shown=False),
            Column("to_fill", tables.TO_FILL, lambda x, _: tables.AND_THEN.join(x.to_fill), shown=False),
            Column("slug", tables.SLUG, lambda lesson, _: lesson.slug, shown=False),
        ),
    )

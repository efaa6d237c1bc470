"""The book of hours: ``hours.yaml``, with every time of opening that dialplans and queues may name."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from ivr.dialplan.centre.centre import Zone
from ivr.dialplan.centre.numbers import Country
from ivr.dialplan.document import Document, Name, complaint
from ivr.dialplan.hours.written import Dates, HolidaySpans, Spans, Weekdays, weekdays_of
from ivr.dialplan.messages import Message

_WORDS = {"假日": "holiday", "休息日": "holiday", "工作日": "workday", "补班": "workday", "上班": "workday"}


def _day_kind(written: Any) -> Any:
    return _WORDS.get(written, written) if isinstance(written, str) else written


def _no_day_twice(week: dict[str, Any]) -> dict[str, Any]:
    seen: dict[int, str] = {}
    for written in week:
        for day in weekdays_of(written):
            if day in seen:
                raise complaint(
                    Message(
                        f"“{seen[day]}”和“{written}”含有同一天", f'"{seen[day]}" and "{written}" share a day'
                    ),
                    Message("每天只写一次", "write every day once"),
                )
            seen[day] = written
    return week


DayKind = Annotated[Literal["holiday", "workday"], BeforeValidator(_day_kind)]
"""Whether a date is a holiday, or a day that is worked like any other."""


class Hours(Document):
    """One time of opening, by days of the week.

    ``holidays`` are its spans on a holiday: none by default, ``as_usual`` where holidays change nothing.
    """

    week: Annotated[dict[Weekdays, Spans], Field(min_length=1), AfterValidator(_no_day_twice)]
    zone: Zone | None = None
    holidays: HolidaySpans = ()
    exceptions: dict[Dates, Spans] = Field(default_factory=dict)


class Book(Document):
    """When the centre is open: `hours.yaml`, which may be left out. Changes apply at once, to every call.

    - `hours`: every time of opening, by name. Dialplans ask for it with the node `hours` or in conditions
      with `open("office")` and `closed("office")`; queues name theirs with `hours`. `open` and `closed`
      alone mean the first one.
        - `week`: the spans of each day or range of days: `mon-fri: 9:00-18:00`,
          `sat: [9:00-12:00, 13:00-17:00]`; `22:00-6:00` passes midnight, `0:00-24:00` is the whole day,
          `closed` none. Days that are not named are closed.
        - `zone`: its time zone, where it is another than the centre's.
        - `holidays`: the spans on holidays: `closed` by default; `as_usual` where holidays change nothing.
        - `exceptions`: the spans of single dates (`2026-12-24`) or of a range (`2026-12-24..2026-12-31`);
          they stand above everything else.
    - `country`: whose holidays count; by default the centre's. `none` for no country's.
    - `days`: the table of holidays to edit: a date or range of dates, and `holiday` or `workday` (a day that
      is worked to make up for a holiday, as a Monday would be). It stands above what is known of the
      country. A year counts as complete when its first holiday stands here; until then `switchroom check`
      warns of a year of which nothing is known.

    ```yaml
    hours:
      office:
        week: {mon-fri: 9:00-18:00, sat: 9:00-12:00}
        exceptions: {2026-12-31: 9:00-12:00}
      hotline:
        week: {mon-sun: 0:00-24:00}
        holidays: as_usual
    days:
      2027-01-01..2027-01-03: holiday
      2027-01-09: workday
    ```

    中文

    中心何时开放，写在 `hours.yaml` 中；可以没有这个文件。修改立即生效，包括正在进行的通话。

    - `hours`：各种工作时间，以名称为键。对话方案用 `hours` 节点、或在条件中用 `open("office")`、
      `closed("office")` 查询；队列用 `hours` 指定自己的工作时间。单独写 `open`、`closed` 指第一个。
        - `week`：每天或一段日子的时段：`周一至周五: 9:00-18:00`、`周六: [9:00-12:00, 13:00-17:00]`；
          `22:00-6:00` 跨过午夜，`0:00-24:00` 是全天，`closed` 不开放。没有写的日子不开放。
        - `zone`：与中心不同的时区。
        - `holidays`：节假日的时段：默认 `closed`；填 `as_usual`（或 照常）时节假日照常。
        - `exceptions`：某一天（`2026-12-24`）或一段日子（`2026-12-24..2026-12-31`）的时段，优先于其他一切。
    - `country`：采用哪个国家的节假日，默认与中心相同；填 `none` 则都不采用。
    - `days`：可以编辑的节假日表：日期或一段日期，填 `holiday`（或 假日）或 `workday`（或 工作日：
      调休上班，按周一的时段）。优先于已知的国家节假日。某年的第一个节假日写在这里，该年即算完整；
      在此之前，`switchroom check` 会对一无所知的年份提出警告。
    """

    hours: Annotated[dict[Name, Hours], Field(min_length=1)]
    country: Country | Literal["none"] | None = None
    days: dict[Dates, DayKind] = Field(default_factory=dict)

"""Opening: whether a named time of opening holds at a moment, and when that changes.

Hours are those of the clock on the wall.  An hour that the clock skips in spring is never there, one that
it tells twice in autumn counts twice.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo

import msgspec

from ivr.dialplan.hours.written import MINUTES_OF_A_DAY, Span

DAYS_AHEAD = 370
"""No change is looked for farther ahead."""

Spans = tuple[Span, ...]
MONDAY = 0


class Opening(msgspec.Struct, frozen=True):
    """One time of opening: a week of days, each with its spans, Monday first.

    ``holidays`` are the spans of a holiday, None where those change nothing; ``days`` holds holidays
    (False) and days worked to make up for them (True); ``exceptions`` stand above all.
    """

    zone: tzinfo
    week: tuple[Spans, ...]
    holidays: Spans | None = ()
    days: Mapping[date, bool] = {}
    exceptions: Mapping[date, Spans] = {}

    def spans_on(self, day: date) -> Spans:
        """The spans that begin on that day."""
        exception = self.exceptions.get(day)
        if exception is not None:
            return exception
        worked = self.days.get(day)
        if self.holidays is None or worked is None:
            return self.week[day.weekday()]
        return self.week[MONDAY] if worked else self.holidays

    def is_open(self, at: float) -> bool:
        """Whether it is open at that moment (epoch seconds)."""
        wall = datetime.fromtimestamp(at, self.zone)
        minutes = wall.hour * 60 + wall.minute
        if any(begin <= minutes < end for begin, end in self.spans_on(wall.date())):
            return True
        after_midnight = minutes + MINUTES_OF_A_DAY
        return any(after_midnight < end for _, end in self.spans_on(wall.date() - timedelta(days=1)))

    def changes_at(self, at: float) -> float | None:
        """The next moment at which it opens or closes (epoch seconds); None within a year."""
        now = self.is_open(at)
        day = datetime.fromtimestamp(at, self.zone).date() - timedelta(days=1)
        for number in range(DAYS_AHEAD):
            for moment in self._moments(day + timedelta(days=number)):
                if moment > at and self.is_open(moment) is not now:
                    return moment
        return None

    def _moments(self, day: date) -> list[float]:
        """When it may open or close because of that day: at the ends of spans, and where the clock jumps."""
        ends = {minute for span in self.spans_on(day) for minute in span}
        midnight = datetime(day.year, day.month, day.day)
        walls = (midnight + timedelta(minutes=minute) for minute in (0, *ends))
        moments = {wall.replace(tzinfo=self.zone, fold=fold).timestamp() for wall in walls for fold in (0, 1)}
        return sorted((*moments, *self._jump(midnight)))

    def _jump(self, midnight: datetime) -> Iterator[float]:
        begin = midnight.replace(tzinfo=self.zone).timestamp()
        end = (midnight + timedelta(days=1)).replace(tzinfo=self.zone).timestamp()
        if self._offset(begin) == self._offset(end):
            return
        while end - begin > 1:
            middle = (begin + end) // 2
            if self._offset(middle) == self._offset(begin):
                begin = middle
            else:
                end = middle
        yield end

    def _offset(self, at: float) -> timedelta | None:
        return datetime.fromtimestamp(at, self.zone).utcoffset()

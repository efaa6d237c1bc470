"""What callers bring along, and what the world is like when they call: customers, hours, clocks."""

from ivr.dialplan.edition import Edition, read_edition
from ivr.rehearsal.circumstances import all_circumstances
from ivr.rehearsal.part import written_parts
from ivr.rehearsal.rehearse import rehearse
from ivr.rehearsal.report import rehearse_all
from ivr.rehearsal.verdict import Verdict
from ivr.server.calendars import CALENDARS
from tests.rehearsal.examples import CENTRE, OPINION, ROOM, faults

WHO = """
start: who
nodes:
  who:
    type: branch
    when:
      - {if: customer.tier == "vip", next: guest}
      - {if: "elderly" in customer.tags, next: slowly}
      - {if: contacts(1d) >= 2, next: again}
    otherwise: stranger
  guest: {type: hang_up, prompt: {zh: 贵宾您好。, en: Dear guest.}}
  slowly: {type: hang_up, prompt: {zh: 慢慢说。, en: Take your time.}}
  again: {type: hang_up, prompt: {zh: 您又来电了。, en: You called before.}}
  stranger: {type: hang_up, prompt: {zh: 您好。, en: Hello.}}
""".replace('{if: "elderly" in customer.tags,', """{if: '"elderly" in customer.tags',""")

HOURS = """
hours:
  office: {week: {mon-fri: 9:00-18:00}}
  berlin: {week: {mon-sun: 2:30-3:30}, zone: Europe/Berlin, holidays: as_usual}
days:
  2026-10-01..2026-10-07: holiday
  2026-10-10: workday
"""

OPEN = """
start: office
nodes:
  office: {type: hours, hours: office, open: come, closed: night}
  night: {type: hours, hours: berlin, open: berlin, closed: later}
  come: {type: hang_up, prompt: {zh: 请进。, en: Come in.}}
  berlin: {type: hang_up, prompt: {zh: 柏林。, en: Berlin.}}
  later: {type: hang_up, prompt: {zh: 请稍后。, en: Later.}}
"""


def read(callers: str) -> Edition:
    texts = {"centre.yaml": CENTRE, "hours.yaml": HOURS, "opinion.yaml": OPINION, "main.yaml": OPEN + callers}
    answer = read_edition({name: text.encode() for name, text in texts.items()}, None, CALENDARS)
    assert isinstance(answer, Edition), "\n".join(problem.in_language("en") for problem in answer)
    return answer


def calls_at(at: str) -> Verdict:
    edition = read(f"callers: [{{name: {{en: x}}, at: {at}}}]\n")
    (only,) = rehearse(written_parts(edition, ROOM), ROOM)
    return only


def came_to(at: str) -> str:
    return next(moment.node for moment in calls_at(at).moments if type(moment).__name__ == "Heard")


def test_a_caller_is_who_his_document_says() -> None:
    assert not faults("customer: {tier: vip}\nreached: guest", WHO)
    assert not faults("customer: {tags: [elderly]}\nreached: slowly", WHO)
    assert not faults("customer: {contacts: 2}\nreached: again", WHO)
    assert not faults("reached: stranger", WHO)
    assert not faults("from: withheld\nreached: stranger", WHO)


def test_the_clock_is_the_caller_s_own() -> None:
    assert came_to("2026-09-30 17:59") == "come"
    assert came_to("2026-09-30 18:00") == "later"
    assert came_to("2026-10-01 00:00") == "later"  # a holiday begins at midnight
    assert came_to("2026-10-05 10:00") == "later"  # a Monday, but a holiday
    assert came_to("2026-10-10 10:00") == "come"  # a Saturday that is worked to make up for it


def test_an_hour_that_the_clock_skips_or_tells_twice_is_met_as_it_is() -> None:
    # In Berlin the clock goes from 2 to 3 on 29 March 2026, and from 3 back to 2 on 25 October.
    assert came_to("2026-03-29 01:59+01:00") == "later"
    assert came_to("2026-03-29 03:00+02:00") == "berlin"
    assert came_to("2026-10-25 02:30+02:00") == "berlin"
    assert came_to("2026-10-25 02:00+01:00") == "later"
    assert came_to("2026-10-25 02:30+01:00") == "berlin"


def test_made_up_callers_call_when_it_is_open_and_when_it_is_not() -> None:
    edition = read("")

    report = rehearse_all(edition, ROOM)

    assert report.ok, report.failures[:1]
    assert not [node for node in report.unreached if node[0] == "main"]
    assert [one.name.en for one in all_circumstances(edition, ROOM)][6:] == [
        "office is closed",
        "berlin is closed",
    ]

"""What both sides are given: our centre, the native queues, and the same words."""

from ivr.bench.arena import DIALPLANS, NATIVE_TEMPLATES, PROMPTS
from ivr.bench.staff import ALL, GROUPS, NUMBERS, SURVEYED, centre_document, queues_configuration
from ivr.dialplan.edition import Edition, read_edition
from ivr.server.editions import texts_in


def edition() -> Edition:
    read = read_edition({**texts_in(DIALPLANS), "centre.yaml": centre_document().encode()})
    assert isinstance(read, Edition), read
    return read


def test_our_side_is_a_centre_without_a_fault() -> None:
    centre = edition().centre
    assert {number: known.dialplan for number, known in centre.numbers.items()} == NUMBERS
    assert set(centre.agents) == set(ALL)


def test_an_agent_is_free_again_at_once_and_only_whole_contacts_end_in_a_survey() -> None:
    queues = edition().centre.queues
    assert {queue.wrap_up_seconds for queue in queues.values()} == {0}
    assert [name for name, queue in queues.items() if queue.survey] == [SURVEYED]


def test_native_queues_have_the_same_agents() -> None:
    members = [line for line in queues_configuration().splitlines() if line.startswith("member")]
    assert members == [f"member => PJSIP/{extension}" for extension in ALL]
    assert [line for line in queues_configuration().splitlines() if line.startswith("[")] == [
        f"[{group}](compared)" for group in GROUPS
    ]


def test_native_extensions_answer_the_same_numbers_and_say_what_we_say() -> None:
    extensions = (NATIVE_TEMPLATES / "extensions.conf").read_text(encoding="utf-8")
    for number in NUMBERS:
        assert f"exten => {number},1,Answer(0,i)" in extensions
    ours = {
        spoken.texts["en"]
        for dialplan in edition().dialplans.values()
        for node in dialplan.nodes.values()
        for spoken in node.spoken()
    }
    assert ours == set(PROMPTS.values())
    for name in PROMPTS:
        assert f"@{{{name}}}" in extensions

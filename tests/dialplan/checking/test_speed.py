"""A thousand nodes are checked in less than a second."""

import time

from ivr.dialplan.edition import Edition, read_edition

CENTRE = b"name: {zh: x, en: x}\nlanguages: [zh, en]\nnumbers: {4001: {dialplan: main}}\n"
NODES = 1000


def thousand_nodes() -> bytes:
    """A menu after the other, each with a way back to the first and one to the end, and a caller."""
    lines = ["start: n0", "nodes:"]
    for number in range(NODES - 1):
        after = f"n{number + 1}" if number < NODES - 2 else "end"
        lines += [
            f"  n{number}:",
            "    type: menu",
            f"    prompt: {{zh: 第{number}个菜单。, en: Menu {number}.}}",
            f"    keys: {{1: {after}, 2: n0, 0: end}}",
            "    no_input: end",
            "    no_match: end",
        ]
    lines += [
        "  end: {type: hang_up}",
        "callers:",
        "  - {name: {zh: 来电者}, steps: [{press: 1}], reached: n1}",
    ]
    return "\n".join(lines).encode()


def test_a_thousand_nodes_are_checked_in_less_than_a_second() -> None:
    text = thousand_nodes()
    took = []
    for _ in range(3):
        began = time.process_time()
        read = read_edition({"centre.yaml": CENTRE, "main.yaml": text}, lambda prompt: True)
        took.append(time.process_time() - began)

        assert isinstance(read, Edition)
    assert min(took) < 1.0

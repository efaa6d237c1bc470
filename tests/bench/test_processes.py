"""Processor time, of processes and of the machine."""

import os
import subprocess
import sys

from ivr.bench.processes import (
    AT_BOOT,
    busy_share,
    children_named,
    processor_seconds,
    with_descendants,
)


def test_work_done_is_counted_and_a_process_that_is_gone_costs_nothing() -> None:
    before = processor_seconds([os.getpid()])
    sum(number * number for number in range(2_000_000))
    assert processor_seconds([os.getpid()]) > before
    assert processor_seconds([2**22 + 1]) == 0.0


def test_a_family_is_a_process_and_all_that_it_started() -> None:
    words = [sys.executable, "-c", "import subprocess; subprocess.run(['cat'])"]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        while len(with_descendants(child.pid)) < 2:
            assert child.poll() is None
        assert child.pid in with_descendants(os.getpid())
        assert os.getpid() not in with_descendants(child.pid)
        child.stdin.close()


def test_children_are_found_by_their_name() -> None:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE) as child:
        while child.pid not in children_named("cat"):
            assert child.poll() is None
        assert children_named("dog") == frozenset()
        assert child.stdin is not None
        child.stdin.close()


def test_the_machine_is_busy_for_a_share_of_the_time() -> None:
    since_boot = busy_share(AT_BOOT)
    assert 0 < since_boot.share <= 1
    assert since_boot.used / since_boot.whole == since_boot.share

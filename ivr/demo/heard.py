"""Heard: the prompts that are found in the sound which a caller of a dialplan heard."""

from collections.abc import Iterator
from pathlib import Path

from ivr.demo.judging import HEARD
from ivr.dialplan.edition import Edition
from ivr.phones.listening import find, read_wav
from ivr.rehearsal.moments import Heard
from ivr.rehearsal.part import Part
from ivr.telephony.prompts import Prompt
from ivr.voice.library import PromptLibrary

SURELY_HEARD = 0.85
"""A prompt that must not be heard was heard with this score: another one may end in the same words."""


def found_in(heard: Path, part: Part, language: str, prompts: Path) -> Iterator[Heard]:
    """Of the prompts that the caller must or must not hear, those that are found; seconds from the answer."""
    wanted = part.wanted
    if wanted is None or not heard.exists():
        return
    sound, rate = read_wav(heard)
    library = PromptLibrary(prompts)
    enough = dict.fromkeys(wanted.not_heard, SURELY_HEARD) | dict.fromkeys(wanted.heard, HEARD)
    for what, least in enough.items():
        for node, prompt in _prompts_of(what, part.edition, language):
            if not library.has(prompt):
                continue
            needle = read_wav(library.file(prompt))[0]
            found = find(needle, sound, rate)
            if found.score >= least:
                yield Heard(max(0.0, round(found.offset, 3)), node, (prompt,), len(needle) / rate, whole=True)


def _prompts_of(what: str, edition: Edition, language: str) -> Iterator[tuple[str, Prompt]]:
    """The prompts of the node of that name, else those that say these words; the first one of each node."""
    for dialplan in edition.dialplans.values():
        node = dialplan.nodes.get(what)
        spoken = next(iter(node.spoken()), None) if node is not None else None
        if spoken is not None and language in spoken.texts:
            yield what, Prompt(spoken.texts[language], language)
            return
    for prompt in edition.prompts():
        if what in prompt.text and prompt.language == language:
            yield "", prompt

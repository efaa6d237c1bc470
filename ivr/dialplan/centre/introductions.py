"""Introductions: the sentence that tells a caller which agent he speaks to, before the talk."""

from collections.abc import Iterator

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.queues import Queue
from ivr.telephony.prompts import Prompt

_DIGITS = {
    "zh": ("零", "一", "二", "三", "四", "五", "六", "七", "八", "九"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
_SENTENCES = {"zh": "{number}号为您服务。", "en": "You are speaking to {number}."}
_BETWEEN = {"zh": "", "en": " "}


def introduction(extension: str, language: str) -> Prompt:
    """``8003`` as 八零零三号为您服务, digit by digit; in English for a language without such a sentence."""
    spoken = language if language in _SENTENCES else "en"
    number = _BETWEEN[spoken].join(_DIGITS[spoken][int(digit)] for digit in extension)
    return Prompt(_SENTENCES[spoken].format(number=number), spoken)


def introduced(centre: Centre) -> Iterator[str]:
    """The extensions of all agents who may be introduced: those able to serve a queue that asks for it."""
    queues = [queue for queue in centre.queues.values() if queue.announce_agent]
    for extension, agent in centre.agents.items():
        if any(_meets(agent.skills, queue) for queue in queues):
            yield extension


def introductions(centre: Centre) -> tuple[Prompt, ...]:
    """Every introduction that may be said, in every language of the centre, each once."""
    said = (
        introduction(extension, language) for extension in introduced(centre) for language in centre.languages
    )
    return tuple(dict.fromkeys(said))


def _meets(skills: dict[str, int], queue: Queue) -> bool:
    return all(skills.get(skill, 0) >= least for skill, least in queue.needs.items())

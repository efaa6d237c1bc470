"""The sentences that the house itself speaks, outside any dialplan."""

from ivr.telephony.prompts import Prompt

_SENTENCES = {
    "unknown_number": {
        "zh": "您拨打的号码未开通服务，请核对后再拨。",
        "en": "The number you have dialled is not in service. Please check it and call again.",
    },
    "fallback": {
        "zh": "抱歉，系统出现故障，正在为您转接值班人员，请不要挂机。",
        "en": "We are sorry, there is a fault in our system. You are being put through to staff on duty. "
        "Please do not hang up.",
    },
    "ready": {"zh": "您已示闲。", "en": "You are ready."},
    "paused": {"zh": "您已小休。", "en": "You are paused."},
    "wrap_up": {"zh": "您正在话后整理。", "en": "You are in wrap up."},
    "offline": {"zh": "您已离线。", "en": "You are offline."},
    "signed_in": {"zh": "您已签入。", "en": "You are signed in."},
    "signed_out": {"zh": "您已签出。", "en": "You are signed out."},
    "unknown_code": {"zh": "此功能代码无效。", "en": "This feature code is not known."},
}


def sentence(name: str, language: str) -> Prompt:
    """The house's sentence of that name; a name without one says that the code is not known."""
    texts = _SENTENCES.get(name, _SENTENCES["unknown_code"])
    spoken = language if language in texts else "en"
    return Prompt(texts[spoken], spoken)


def sentences() -> tuple[Prompt, ...]:
    """Every sentence in every language, for rendering."""
    return tuple(Prompt(text, language) for texts in _SENTENCES.values() for language, text in texts.items())

"""The sentences that the house itself speaks, outside any dialplan."""

from ivr.calls.counted import counted
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
    "talking": {"zh": "您正在通话。", "en": "You are in a talk."},
    "wrap_up": {"zh": "您正在话后整理。", "en": "You are in wrap up."},
    "offline": {"zh": "您已离线。", "en": "You are offline."},
    "signed_in": {"zh": "您已签入。", "en": "You are signed in."},
    "signed_out": {"zh": "您已签出。", "en": "You are signed out."},
    "missed": {"zh": "您因多次未接来电已被置为小休。", "en": "You were paused because you missed calls."},
    "not_signed_in": {"zh": "您尚未签入。", "en": "You are not signed in."},
    "unknown_reason": {"zh": "没有这个小休原因。", "en": "There is no such reason for a pause."},
    "not_possible": {"zh": "无法操作。", "en": "That is not possible."},
    "no_answer": {"zh": "无人接听。", "en": "No answer."},
    "parked": {"zh": "来电已驻留。", "en": "The call is parked."},
    "nobody_parked": {"zh": "没有驻留的来电。", "en": "No call is parked there."},
    "nobody_to_pick_up": {"zh": "没有可接的来电。", "en": "There is no call to pick up."},
    "recording_on": {"zh": "正在录音。", "en": "Recording is on."},
    "recording_off": {"zh": "录音已暂停。", "en": "Recording is off."},
    "recording_failed": {"zh": "录音设置失败。", "en": "The recording could not be changed."},
    "unknown_code": {"zh": "此功能代码无效。", "en": "This feature code is not known."},
    "not_done": {"zh": "操作未完成，请稍后再试。", "en": "This could not be done. Please try again later."},
    "pin_ask": {"zh": "请输入密码，按井号键结束。", "en": "Please enter your PIN, followed by the hash key."},
    "pin_wrong": {
        "zh": "密码不正确，请重新输入，按井号键结束。",
        "en": "That PIN is not correct. Please enter it again, followed by the hash key.",
    },
    "pin_refused": {
        "zh": "密码多次不正确，操作未完成。",
        "en": "The PIN was not correct. Nothing has been changed.",
    },
    "pin_missing": {
        "zh": "您还没有密码，请联系管理员设置后再签入。",
        "en": "You have no PIN yet. Please ask your administrator for one before you sign in.",
    },
    "no_supervisor": {
        "zh": "目前没有班长可以接听。",
        "en": "No supervisor can be reached at the moment.",
    },
    "unknown_agent": {"zh": "没有这个坐席。", "en": "There is no such agent."},
    "not_allowed": {"zh": "您没有权限监听该坐席。", "en": "You may not supervise this agent's calls."},
    "not_talking": {"zh": "该坐席目前没有通话。", "en": "This agent is not in a talk."},
    "taken_over": {"zh": "班长已接管此通话。", "en": "Your supervisor has taken over this call."},
    "talk_over": {"zh": "通话已结束。", "en": "The talk is over."},
    "listen": {"zh": "正在监听。", "en": "You are listening."},
    "whisper": {"zh": "只有坐席能听到您。", "en": "Only the agent can hear you."},
    "barge": {"zh": "双方都能听到您。", "en": "Both of them can hear you."},
}


def sentence(name: str, language: str) -> Prompt:
    """The house's sentence of that name; a name without one says that the code is not known."""
    texts = _SENTENCES.get(name, _SENTENCES["unknown_code"])
    spoken = language if language in texts else "en"
    return Prompt(texts[spoken], spoken)


def sentences() -> tuple[Prompt, ...]:
    """Every sentence in every language, for rendering."""
    fixed = tuple(Prompt(text, language) for texts in _SENTENCES.values() for language, text in texts.items())
    return (*fixed, *counted())

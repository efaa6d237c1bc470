"""Checks of what is said: every prompt in every language of the centre, and its sound at hand."""

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from ivr.dialplan.centre.centre import Centre
from ivr.dialplan.centre.introductions import introduced, introduction
from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.reading.tree import Path
from ivr.telephony.prompts import Prompt

_RENDER = Message("运行 switchroom prompts render", "run switchroom prompts render")


def check_languages(dialplan: Dialplan, languages: tuple[str, ...]) -> Iterator[Finding]:
    """Prompts that lack a language of the centre."""
    for name, node in dialplan.nodes.items():
        for spoken in node.spoken():
            for language in languages:
                if language not in spoken.texts:
                    yield Finding(
                        path=("nodes", name, *spoken.path),
                        at_key=True,
                        what=Message(f"提示语缺少“{language}”", f'the prompt lacks "{language}"'),
                        remedy=Message(f"补上 {language}: …", f"add {language}: …"),
                    )


def check_sounds(dialplan: Dialplan, has_sound: Callable[[Prompt], bool]) -> Iterator[Finding]:
    """Prompts whose text has no sound yet."""
    for name, node in dialplan.nodes.items():
        for spoken in node.spoken():
            for language, text in spoken.texts.items():
                if not has_sound(Prompt(text, language)):
                    yield Finding(
                        path=("nodes", name, *spoken.path, language),
                        what=Message("这段提示语还没有录音", "this prompt has no sound yet"),
                        remedy=_RENDER,
                    )


def check_pieces(
    dialplan: Dialplan, centre: Centre, has_sound: Callable[[Prompt], bool]
) -> Iterator[Finding]:
    """Nodes that say things piece by piece, or slowly, of which some have no sound yet."""
    paces = {1.0, *(profile.pace for profile in centre.profiles.values())}
    for name, node in dialplan.nodes.items():
        texts = (Prompt(text, one) for spoken in node.spoken() for one, text in spoken.texts.items())
        said = [*node.pieces(centre.languages), *(text for text in texts if paces != {1.0})]
        every = (replace(prompt, pace=pace) for prompt in said for pace in paces)
        missing = next((prompt for prompt in every if not has_sound(prompt)), None)
        if missing is not None:
            yield Finding(
                path=("nodes", name),
                at_key=True,
                what=Message(
                    f"“{missing.text}”还没有录音（语速 {missing.pace:g}）",
                    f'there is no sound yet for "{missing.text}" at the pace {missing.pace:g}',
                ),
                remedy=_RENDER,
            )


def check_pause_sounds(centre: Centre, has_sound: Callable[[Prompt], bool]) -> Iterator[Finding]:
    """Reasons for a pause, of the document's own, whose text has no sound yet."""
    if "pause_reasons" not in centre.model_fields_set:
        return
    for key, texts in centre.pause_reasons.items():
        for language, text in texts.items():
            if not has_sound(Prompt(text, language)):
                yield Finding(
                    path=("pause_reasons", key, language),
                    what=Message("这个小休原因还没有录音", "this reason for a pause has no sound yet"),
                    remedy=Message("运行 switchroom prompts render", "run switchroom prompts render"),
                )


def check_notices(centre: Centre, has_sound: Callable[[Prompt], bool] | None) -> Iterator[Finding]:
    """Notices of the document's own that lack a language of the centre or, where asked for, a sound."""
    for path, texts in _notices(centre):
        for language in centre.languages:
            if language not in texts:
                yield Finding(
                    path=path,
                    at_key=True,
                    what=Message(f"告知语缺少“{language}”", f'the notice lacks "{language}"'),
                    remedy=Message(f"补上 {language}: …", f"add {language}: …"),
                )
        for language, text in texts.items():
            if has_sound is not None and not has_sound(Prompt(text, language)):
                yield Finding(
                    path=(*path, language),
                    what=Message("这段告知语还没有录音", "this notice has no sound yet"),
                    remedy=_RENDER,
                )


def _notices(centre: Centre) -> Iterator[tuple[Path, Mapping[str, str]]]:
    if centre.notice is not None and "notice" in centre.model_fields_set:
        yield ("notice",), centre.notice
    for dialled, number in centre.numbers.items():
        if number.notice is not None:
            yield ("numbers", dialled, "notice"), number.notice


def check_introductions(centre: Centre, has_sound: Callable[[Prompt], bool]) -> Iterator[Finding]:
    """Agents whose introduction has no sound yet."""
    for extension in introduced(centre):
        missing = [prompt for prompt in _introductions(extension, centre) if not has_sound(prompt)]
        if missing:
            yield Finding(
                path=("agents", extension),
                at_key=True,
                what=Message(
                    f"“{missing[0].text}”还没有录音", f'there is no sound yet for "{missing[0].text}"'
                ),
                remedy=_RENDER,
            )


def _introductions(extension: str, centre: Centre) -> list[Prompt]:
    return [introduction(extension, language) for language in centre.languages]

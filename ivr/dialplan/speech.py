"""Checks of what is said: every prompt in every language of the centre, and its sound at hand."""

from collections.abc import Callable, Iterator

from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.finding import Finding
from ivr.dialplan.messages import Message
from ivr.telephony.prompts import Prompt


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
                        remedy=Message("运行 switchroom prompts render", "run switchroom prompts render"),
                    )

"""Checks of the rulebook: names, languages and sounds, and that what is skipped may be skipped somewhere."""

from collections.abc import Callable, Iterator, Mapping

from ivr.dialplan.checking.finding import Finding
from ivr.dialplan.checking.names import Known, check_reference
from ivr.dialplan.deciding import references_in
from ivr.dialplan.dialplan import Dialplan
from ivr.dialplan.messages import Message
from ivr.dialplan.node import Reference
from ivr.dialplan.nodes.rules import Rules
from ivr.dialplan.reading.faults import suggestion
from ivr.dialplan.rulebook import Rule, Rulebook
from ivr.telephony.prompts import Prompt


def check_rules(book: Rulebook, dialplans: Mapping[str, Dialplan], known: Known) -> Iterator[Finding]:
    """Names that are not there, and skips that no rule point offers."""
    offered = tuple(skip for plan in dialplans.values() for skip in _offered(plan))
    for name, rule in book.rules.items():
        for reference in _references(rule):
            yield from check_reference(reference, ("rules", name), known)
        if rule.skip is not None and rule.skip not in offered:
            yield Finding(
                path=("rules", name, "skip"),
                what=Message(
                    f"没有规则点可以跳过“{rule.skip}”", f'no rule point offers to skip "{rule.skip}"'
                ),
                remedy=suggestion(rule.skip, offered),
            )


def check_rule_prompts(
    book: Rulebook, languages: tuple[str, ...], has_sound: Callable[[Prompt], bool] | None
) -> Iterator[Finding]:
    """Prompts of rules that lack a language of the centre or, where asked for, a sound."""
    for name, rule in book.rules.items():
        texts = rule.say or {}
        for language in languages:
            if texts and language not in texts:
                yield Finding(
                    path=("rules", name, "say"),
                    at_key=True,
                    what=Message(f"提示语缺少“{language}”", f'the prompt lacks "{language}"'),
                    remedy=Message(f"补上 {language}: …", f"add {language}: …"),
                )
        for language, text in texts.items():
            if has_sound is not None and not has_sound(Prompt(text, language)):
                yield Finding(
                    path=("rules", name, "say", language),
                    what=Message("这段提示语还没有录音", "this prompt has no sound yet"),
                    remedy=Message("运行 switchroom prompts render", "run switchroom prompts render"),
                )


def _offered(dialplan: Dialplan) -> Iterator[str]:
    for node in dialplan.nodes.values():
        if isinstance(node, Rules):
            yield from node.skips


def _references(rule: Rule) -> Iterator[Reference]:
    yield from references_in(rule.when, ("when",))
    for name, expression in rule.set.items():
        yield from references_in(expression, ("set", name))
    if rule.queue is not None:
        yield Reference("queue", rule.queue, ("queue",))
    if rule.profile is not None:
        yield Reference("profile", rule.profile, ("profile",))

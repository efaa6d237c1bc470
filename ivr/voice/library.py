"""The library of rendered prompts: which there are, and where."""

from collections.abc import Iterable
from pathlib import Path

from ivr.telephony.prompts import Prompt
from ivr.voice.errors import PromptMissingError
from ivr.voice.naming import sound_name

SUFFIX = ".wav"


class PromptLibrary:
    """A folder of rendered prompts, ``LANGUAGE/HASH.wav``.

    Every answer looks at the folder, so that what is rendered later is found without a restart.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __repr__(self) -> str:
        return f"PromptLibrary({str(self.folder)!r}, {len(self.present())} sounds)"

    def path(self, prompt: Prompt) -> Path:
        """Where the prompt's sound is, or would be."""
        return self.folder / (sound_name(prompt) + SUFFIX)

    def has(self, prompt: Prompt) -> bool:
        """Whether the prompt has been rendered."""
        return self.path(prompt).is_file()

    def file(self, prompt: Prompt) -> Path:
        """The prompt's sound file.  Raises PromptMissingError."""
        path = self.path(prompt)
        if not path.is_file():
            raise PromptMissingError(prompt.text, prompt.language, path)
        return path

    def missing(self, prompts: Iterable[Prompt]) -> tuple[Prompt, ...]:
        """Those of the prompts that have not been rendered, each once, in the order given."""
        unheard: dict[str, Prompt] = {}
        for prompt in prompts:
            if not self.has(prompt):
                unheard.setdefault(sound_name(prompt), prompt)
        return tuple(unheard.values())

    def present(self) -> frozenset[str]:
        """The names ``LANGUAGE/HASH`` of all sounds in the folder, as ``sound_name`` gives them."""
        files = self.folder.glob(f"*/*{SUFFIX}")
        return frozenset(f"{file.parent.name}/{file.stem}" for file in files)

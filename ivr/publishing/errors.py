"""Errors of publishing: each says, in both languages, what cannot be decided and what can be."""

from ivr.dialplan.messages import Message


class PublishingError(Exception):
    """Something that cannot be decided about a version as the book stands."""

    def told(self) -> Message:
        """What is wrong and what to do, for whoever wanted it."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.told().en


class AlreadySoError(PublishingError):
    """The version is already in force for those whom it was to be published for."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(version)

    def told(self) -> Message:
        """Nothing is to be done."""
        return Message(
            f"版本 {self.version} 已在使用，无需再发布",
            f"version {self.version} is in force already; there is nothing to publish",
        )


class NothingLiveError(PublishingError):
    """A share of the calls was to be given away, but there is no version for the rest."""

    def told(self) -> Message:
        """Publish for everybody first."""
        return Message(
            "还没有正在使用的版本，无法只对部分来电发布：请先全量发布",
            "no version is live, so none can be tried on a part of the calls: publish for all of them first",
        )


class UnknownVersionError(PublishingError):
    """No version begins so, or more than one does."""

    def __init__(self, version: str, known: tuple[str, ...]) -> None:
        self.version = version
        self.known = known
        super().__init__(version, known)

    def told(self) -> Message:
        """Name the latest ones."""
        latest = ", ".join(self.known[-5:]) or "-"
        return Message(
            f"没有以“{self.version}”开头的唯一版本；最近的版本：{latest}（见 switchroom versions）",
            f'no single version begins with "{self.version}"; the latest are {latest} '
            "(see switchroom versions)",
        )


class NoDraftError(PublishingError):
    """The version that was to be approved does not wait for it."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(version)

    def told(self) -> Message:
        """Publish it first."""
        return Message(
            f"版本 {self.version} 没有在等待批准：请先发布它",
            f"version {self.version} does not wait for approval: publish it first",
        )


class OwnApprovalError(PublishingError):
    """Whoever wrote or approved a version was to approve it again."""

    def __init__(self, version: str, by: str) -> None:
        self.version = version
        self.by = by
        super().__init__(version, by)

    def told(self) -> Message:
        """Somebody else must."""
        return Message(
            f"版本 {self.version} 已有 {self.by} 的同意：须由另一个人批准",
            f"version {self.version} has the word of {self.by} already: somebody else must approve it",
        )


class NothingToRollBackError(PublishingError):
    """The version is neither live nor tried, or no other was live before it."""

    def __init__(self, version: str) -> None:
        self.version = version
        super().__init__(version)

    def told(self) -> Message:
        """Publish another one instead."""
        return Message(
            f"版本 {self.version or '（无）'} 无法回滚：它不在使用中，或之前没有别的版本；请发布另一个版本",
            f"version {self.version or '(none)'} cannot be rolled back: it is not in force, or nothing was "
            "live before it; publish another one",
        )


class OtherCentreError(PublishingError):
    """A version that was to be tried on some calls has another centre."""

    def told(self) -> Message:
        """The centre is one for all calls."""
        return Message(
            "centre.yaml 与正在使用的不同：中心对所有来电只有一个；"
            "请先全量发布 centre.yaml 的改动，再试用对话方案",
            "its centre.yaml is not the live one: there is one centre for all calls; publish the change of "
            "the centre for everybody first, then try the dialplans on some",
        )

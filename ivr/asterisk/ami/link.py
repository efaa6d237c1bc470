"""The standing link to Asterisk's manager interface: connect, log in, stay, and come back."""

import asyncio
import random
from collections.abc import Mapping

import msgspec
import structlog
from panoramisk import Message

from ivr.asterisk.ami.actions import Action, Login, Ping, name_of
from ivr.asterisk.ami.connection import Connection
from ivr.asterisk.ami.errors import ActionRefusedError, ActionTimedOutError, AmiError, LinkDownError
from ivr.asterisk.ami.subscription import Heard, Subscription

log = structlog.get_logger(__name__)

_EVENTS = "system,call,agent,security"  # FullyBooted, DeviceStateChange, QueueMember…, and intruders


class Account(msgspec.Struct, frozen=True):
    """Where Asterisk's manager interface is, and as whom we log in."""

    port: int
    username: str
    secret: str
    host: str = "127.0.0.1"

    def __repr__(self) -> str:
        return f"Account({self.username!r} at {self.host}:{self.port})"


class Pace(msgspec.Struct, frozen=True):
    """How long the link waits for what, in seconds."""

    connect: float = 3.0
    answer: float = 5.0
    boot: float = 10.0
    ping_every: float = 1.0
    pong: float = 3.0
    first_pause: float = 0.2
    longest_pause: float = 1.0
    refusals: int = 3
    """After so many refused log-ins in a row the link gives up."""


class Reply(msgspec.Struct, frozen=True):
    """Asterisk's consent to an action; ``items`` has the entries when it is a list."""

    items: tuple[Mapping[str, str], ...] = ()


class LoginRefusedError(ActionRefusedError):
    """Asterisk does not know the user or the secret."""


def pause_before(attempt: int, pace: Pace, chance: float) -> float:
    """Seconds to wait before the ``attempt``-th try (from 1) to connect again.

    Doubles up to the longest pause; ``chance`` in 0..1 takes up to half of it away, so that many
    servers do not come back in step.
    """
    full = min(pace.longest_pause, pace.first_pause * 2.0 ** min(attempt - 1, 16))
    return full * (1 - chance / 2)


class AmiLink:
    """The link.  ``run`` keeps it; ``ask`` and ``subscribe`` may be called at any time."""

    def __init__(self, account: Account, pace: Pace | None = None) -> None:
        self._account = account
        self._pace = pace or Pace()
        self._connection: Connection | None = None
        self._subscriptions: list[Subscription] = []
        self._was_up = False
        self.refused = False
        """Whether the link gave up because the log-in was refused too often."""

    @property
    def up(self) -> bool:
        """Whether the link is logged in at this moment."""
        return self._connection is not None

    def subscribe(self, *names: str, room: int = 1000) -> Subscription:
        """A stream of the events of these names; a ``Resync`` comes first, and after each log-in."""
        subscription = Subscription(frozenset(names), room)
        self._subscriptions.append(subscription)
        if self.up:
            subscription.resync()
        return subscription

    async def ask(self, action: Action, seconds: float | None = None) -> Reply:
        """Do an action and wait for Asterisk's consent, for ``seconds`` at most.

        Raises ``LinkDownError``, ``ActionTimedOutError``, ``ActionRefusedError`` or ``BadFieldError``.
        An action is sent once; what became of one without an answer is read from Asterisk's state.
        """
        if self._connection is None:
            raise LinkDownError(name_of(action), sent=False)
        return await _ask(self._connection, action, seconds or self._pace.answer)

    async def run(self) -> None:
        """Keep the link until cancelled; returns only when the log-in was refused too often."""
        attempt = refusals = 0
        while True:
            try:
                await self._stay_connected()
            except LoginRefusedError as error:
                refusals += 1
                self._note_refusal(refusals, error)
                if self.refused:
                    return
            except (AmiError, OSError) as error:
                refusals = 0
                _note_loss(error, attempt)
            attempt = 1 if self._was_up else attempt + 1
            await asyncio.sleep(pause_before(attempt, self._pace, random.random()))

    async def _stay_connected(self) -> None:
        self._was_up = False
        connection = Connection(self._account.host, self._account.port, self._hear)
        try:
            async with asyncio.timeout(self._pace.connect):
                await connection.open()
            await self._log_in(connection)
            self._connection, self._was_up = connection, True
            log.info("ami.link_up", host=self._account.host, port=self._account.port)
            for subscription in self._subscriptions:
                subscription.resync()
            await self._watch(connection)
        finally:
            self._connection = None
            connection.close()

    async def _log_in(self, connection: Connection) -> None:
        account = self._account
        try:
            await _ask(connection, Login(account.username, account.secret, _EVENTS), self._pace.answer)
        except ActionRefusedError as error:
            raise LoginRefusedError(error.action, error.reason) from None
        waiting = {connection.booted, connection.lost}
        done, _ = await asyncio.wait(waiting, timeout=self._pace.boot, return_when=asyncio.FIRST_COMPLETED)
        if connection.lost in done:
            raise LinkDownError("Login", sent=True)
        if not done:
            log.warning("ami.boot_not_told", remedy="give the user read class `system` in manager.conf")

    async def _watch(self, connection: Connection) -> None:
        """Ask for signs of life until there is none.  Raises ``LinkDownError`` or ``ActionTimedOutError``."""
        while True:
            done, _ = await asyncio.wait({connection.lost}, timeout=self._pace.ping_every)
            if done:
                raise LinkDownError("Ping", sent=False)
            await _ask(connection, Ping(), self._pace.pong)

    def _note_refusal(self, refusals: int, error: LoginRefusedError) -> None:
        self.refused = refusals >= self._pace.refusals
        log.error(
            "ami.login_refused",
            username=self._account.username,
            reason=error.reason,
            refusals=refusals,
            gave_up=self.refused,
            remedy="make user and secret the same in manager.conf and in our settings, then start again",
        )

    def _hear(self, message: Message) -> None:
        wanting = [one for one in self._subscriptions if message.event in one.names]
        if wanting:
            event = Heard(message.event, _fields(message))
            for subscription in wanting:
                subscription.hear(event)


def _note_loss(error: Exception, attempt: int) -> None:
    """Log the first failure, and then ever more seldom: at the 2nd, 4th, 8th … attempt."""
    if attempt & (attempt - 1) == 0:
        log.warning("ami.link_down", reason=str(error) or type(error).__name__, attempt=attempt)


async def _ask(connection: Connection, action: Action, seconds: float) -> Reply:
    try:
        async with asyncio.timeout(seconds):
            answer = await connection.send(action)
    except TimeoutError:
        # Answers come in order: one that stays away leaves every later one in doubt.
        connection.close()
        raise ActionTimedOutError(name_of(action), seconds) from None
    first, *items = answer if isinstance(answer, list) else [answer]
    if not first.success:
        raise ActionRefusedError(name_of(action), str(first.get("Message", "no reason given")))
    return Reply(tuple(_fields(item) for item in items[:-1]))


def _fields(message: Message) -> Mapping[str, str]:
    """A message as plain text fields; of a repeated one, the first."""
    return {
        key: value if isinstance(value, str) else str(value[0])
        for key, value in message.items()
        if key != "content"  # panoramisk's own: the output of a command, which we never send
    }

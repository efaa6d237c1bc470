"""Which Asterisk a centre stands on, and how that is reached."""

from pathlib import Path

from ivr.asterisk.ari.commanding import request_of
from ivr.asterisk.attached import Attached
from ivr.server.place import ami_of, ari_of, attached_of, pid_on, queue_of
from ivr.server.settings import AsteriskSettings, AttachedSettings, Settings
from ivr.telephony import commands
from ivr.telephony.ids import AgentId, ChannelId
from ivr.telephony.prompts import Prompt


def attached(state: Path, **given: str) -> Attached:
    place = AttachedSettings.model_validate({"ari": "http://127.0.0.1:8099/pbx/ari", **given})
    settings = Settings(state=state, asterisk=AsteriskSettings(attached=place, application="centre"))
    found = attached_of(settings)
    assert found is not None
    return found


def test_a_centre_with_an_asterisk_of_its_own_is_attached_to_none(tmp_path: Path) -> None:
    assert attached_of(Settings(state=tmp_path)) is None


def test_an_attached_one_is_reached_where_the_settings_say_with_secrets_of_the_state_folder(
    tmp_path: Path,
) -> None:
    ground = attached(tmp_path, ami="127.0.0.2:5039", requests="http")
    ari, ami = ari_of(ground), ami_of(ground)
    assert (ari.url, ari.application, ari.requests) == ("http://127.0.0.1:8099/pbx/ari", "centre", "http")
    assert (ami.host, ami.port, ami.username) == ("127.0.0.2", 5039, "switchroom")
    assert ari.password.get_secret_value() == attached(tmp_path).secrets.ari
    assert (tmp_path / "attached.secrets.json").stat().st_mode & 0o777 == 0o600


def test_the_shared_folder_may_have_another_name_inside(tmp_path: Path) -> None:
    assert attached(tmp_path).sounds_inside == f"{tmp_path}/attached/sounds"
    ground = attached(tmp_path, folder=str(tmp_path / "shared"), inside="/shared")
    assert ground.sounds_inside == "/shared/sounds"
    assert ground.recordings_outside == tmp_path / "shared/recording"


def test_everything_there_has_a_name_of_ours_and_numbers_go_by_their_extensions(tmp_path: Path) -> None:
    ground = attached(tmp_path, outgoing="Local/{number}@out-{trunk}/n")
    names = ari_of(ground).names
    caller = ChannelId("1.2")

    def query(command: commands.PhoneCommand) -> dict[str, str]:
        return dict(request_of(command, "centre", no_sound, names).query)

    def no_sound(prompt: Prompt) -> str:
        raise LookupError(prompt.text)

    assert queue_of(ground) == "switchroom-fallback"
    assert query(commands.StartMusic(caller, "vip"))["mohClass"] == "switchroom-vip"
    assert query(commands.GoToFallback(caller))["context"] == "switchroom-fallback"
    dial = commands.Dial(ChannelId("1-2.number.1"), "+49 30 1", "main", "", 20.0)
    assert query(dial)["endpoint"] == "Local/+49301@out-main/n"


def test_transfers_by_an_agents_telephone_are_told_to_us_where_asterisk_can(tmp_path: Path) -> None:
    ring = commands.Ring(ChannelId("1-2.agent.1"), AgentId("8011"), "4001", "", 20.0)

    def asked(**given: str) -> bytes:
        names = ari_of(attached(tmp_path, **given)).names
        return request_of(ring, "centre", lambda prompt: "", names).body

    followed = b'"FORWARD_CONTEXT":"nobody-is-followed"'
    assert asked() == b'{"variables":{' + followed + b',"PJSIP_TRANSFER_HANDLING()":"ari-only"}}'
    assert asked(requests="http") == b'{"variables":{' + followed + b"}}"


def test_its_process_is_taken_to_be_there(tmp_path: Path) -> None:
    assert pid_on(attached(tmp_path)) is not None

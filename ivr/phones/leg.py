"""One call of a telephone: its state, its holds and its digits; in the telephone's own process only."""

import time

import pjsua2

from ivr.phones import happenings as h
from ivr.phones.sound import Sound, Tell


class Leg(pjsua2.Call):  # type: ignore[misc]  # pjsua2 has no types
    """A call, which tells its happenings by itself."""

    def __init__(self, account: pjsua2.Account, number: int, sound: Sound, call_id: int) -> None:
        super().__init__(account, call_id)
        self.number = number
        self.sound = sound
        self.over = False
        self._tell: Tell = sound.tell
        self._answered = False
        self._held_by = ""
        self._packets_heard = self._packets_lost = self._packets_sent = 0

    def onCallState(self, prm: pjsua2.OnCallStateParam) -> None:  # noqa: N802  # pjsua2's name
        """Translate pjsua2's call states."""
        info, at = self.getInfo(), time.time()
        match info.state:
            case pjsua2.PJSIP_INV_STATE_EARLY if info.role == pjsua2.PJSIP_ROLE_UAC:
                self._tell(h.Ringing(at=at, call=self.number, code=info.lastStatusCode))
            case pjsua2.PJSIP_INV_STATE_CONFIRMED if not self._answered:
                self._answered = True
                self._tell(h.Answered(at=at, call=self.number))
            case pjsua2.PJSIP_INV_STATE_DISCONNECTED:
                self.over = True
                self._tell(self._ended(at, info))

    def onCallMediaState(self, prm: pjsua2.OnCallMediaStateParam) -> None:  # noqa: N802  # pjsua2's name
        """Connect the sound of a call that got it, and tell holds."""
        # The media hang on the info: it must stay alive while they are read.
        info = self.getInfo()
        audio = next((media for media in info.media if media.type == pjsua2.PJMEDIA_TYPE_AUDIO), None)
        if audio is None:
            return
        match audio.status:
            case pjsua2.PJSUA_CALL_MEDIA_ACTIVE:
                self.sound.connect(self.getAudioMedia(audio.index))
                self._held_by = ""
                self._tell_media(audio.index)
            case pjsua2.PJSUA_CALL_MEDIA_LOCAL_HOLD:
                self.sound.disconnect()
                self._tell_held("us")
            case pjsua2.PJSUA_CALL_MEDIA_REMOTE_HOLD:
                self.sound.connect(self.getAudioMedia(audio.index))
                self._tell_held("them")

    def onStreamDestroyed(self, prm: pjsua2.OnStreamDestroyedParam) -> None:  # noqa: N802  # pjsua2's name
        """Count the packets of a stream, of which a call has one after another: its last chance."""
        statistics = self.getStreamStat(prm.streamIdx).rtcp
        self._packets_heard += statistics.rxStat.pkt
        self._packets_lost += statistics.rxStat.loss
        self._packets_sent += statistics.txStat.pkt

    def onDtmfDigit(self, prm: pjsua2.OnDtmfDigitParam) -> None:  # noqa: N802  # pjsua2's name
        """Tell a digit of the other side."""
        by_info = prm.method == pjsua2.PJSUA_DTMF_METHOD_SIP_INFO
        self._tell(h.DigitHeard(at=time.time(), call=self.number, digit=prm.digit, by_info=by_info))

    def onCallTransferRequest(self, prm: pjsua2.OnCallTransferRequestParam) -> None:  # noqa: N802  # pjsua2's name
        """Decline to be sent elsewhere: left alone, pjsua2 would begin a call that nobody here owns."""
        prm.statusCode = pjsua2.PJSIP_SC_DECLINE

    def onCallTransferStatus(self, prm: pjsua2.OnCallTransferStatusParam) -> None:  # noqa: N802  # pjsua2's name
        """Tell what became of a REFER, and leave once it succeeded."""
        code, final = prm.statusCode, prm.finalNotify or prm.statusCode >= 300
        self._tell(
            h.TransferNews(at=time.time(), call=self.number, code=code, reason=prm.reason, final=final)
        )
        if final and 200 <= code < 300 and not self.over:
            self.hangup(pjsua2.CallOpParam())

    def press(self, digits: str, by_info: bool) -> None:
        """Send digits to the other side."""
        parameters = pjsua2.CallSendDtmfParam()
        parameters.digits = digits
        parameters.method = pjsua2.PJSUA_DTMF_METHOD_SIP_INFO if by_info else pjsua2.PJSUA_DTMF_METHOD_RFC2833
        self.sendDtmf(parameters)

    def retrieve(self) -> None:
        """Take the other side back from hold."""
        operation = pjsua2.CallOpParam(True)
        operation.opt.flag = pjsua2.PJSUA_CALL_UNHOLD
        self.reinvite(operation)

    def _tell_held(self, by: str) -> None:
        if self._held_by != by:
            self._held_by = by
            self._tell(h.Held(at=time.time(), call=self.number, by_us=by == "us"))

    def _tell_media(self, index: int) -> None:
        stream = self.getStreamInfo(index)
        codec, rate = stream.codecName.lower(), stream.codecClockRate
        self._tell(h.MediaActive(at=time.time(), call=self.number, codec=codec, rate=rate))

    def _ended(self, at: float, info: pjsua2.CallInfo) -> h.Ended:
        return h.Ended(
            at=at,
            call=self.number,
            code=info.lastStatusCode,
            reason=info.lastReason,
            packets_heard=self._packets_heard,
            packets_lost=self._packets_lost,
            packets_sent=self._packets_sent,
        )

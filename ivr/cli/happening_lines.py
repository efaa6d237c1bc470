"""What a telephone tells, as lines for somebody who watches it."""

from ivr.phones import happenings as h


def line_for(event: h.Happening, since: float) -> str | None:
    """One line with the seconds since ``since`` (epoch), or None for what nobody wants to read."""
    text = _text(event)
    return None if text is None else f"{event.at - since:7.2f}  {text}"


def _text(event: h.Happening) -> str | None:
    match event:
        case h.Registered():
            return f"registered for {event.expires} s"
        case h.RegistrationFailed():
            return f"registration refused: {event.code} {event.reason}"
        case h.OrderFailed():
            return f"{event.order} failed: {event.reason}"
        case h.OfCall():
            text = _text_of_call(event)
            return None if text is None else f"call {event.call}: {text}"
        case _:
            return None


def _text_of_call(event: h.Happening) -> str | None:
    match event:
        case h.Calling():
            return f"calling {event.number}"
        case h.Incoming():
            return f"rings, from {event.caller} {event.caller_name}".rstrip()
        case h.Ringing():
            return "the other side rings"
        case h.Answered():
            return "answered"
        case h.MediaActive():
            return f"sound in {event.codec}"
        case h.Held():
            return "on hold by us" if event.by_us else "on hold by the other side"
        case h.DigitHeard():
            return f"heard the digit {event.digit}"
        case h.SoundBegan():
            return "hears something"
        case h.SoundEnded():
            return "hears nothing"
        case h.TransferNews():
            return f"transfer: {event.code} {event.reason}"
        case h.Recorded():
            return f"recorded {event.path}"
        case h.Ended():
            return f"ended: {event.code} {event.reason}"
        case _:
            return None

"""What of ARI is in use: the one list from which the models are generated and the event filter is set."""

EVENTS = (
    "CallBroadcast",
    "StasisStart",
    "StasisEnd",
    "ChannelDestroyed",
    "ChannelStateChange",
    "ChannelDtmfReceived",
    "ChannelHold",
    "ChannelUnhold",
    "ChannelTransfer",
    "Dial",
    "PlaybackFinished",
    "ApplicationReplaced",
)

# The frames by which requests travel over the event websocket.  The description calls them models.
FRAMES = ("RESTRequest", "RESTResponse")

# By file of the description and nickname of the operation.
OPERATIONS = (
    ("applications", "get"),
    ("applications", "filter"),
    ("bridges", "list"),
    ("bridges", "createWithId"),
    ("bridges", "destroy"),
    ("bridges", "addChannel"),
    ("bridges", "removeChannel"),
    ("channels", "list"),
    ("channels", "originateWithId"),
    ("channels", "hangup"),
    ("channels", "continueInDialplan"),
    ("channels", "answer"),
    ("channels", "startMoh"),
    ("channels", "stopMoh"),
    ("channels", "playWithId"),
    ("channels", "setChannelVar"),
    ("channels", "transfer_progress"),
    ("channels", "snoopChannelWithId"),
    ("events", "claimChannel"),
    ("playbacks", "get"),
    ("playbacks", "stop"),
)

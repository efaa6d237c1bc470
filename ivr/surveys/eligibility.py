"""Who is asked for satisfaction after a talk."""


def is_asked(survey: str, agent_hung_up: bool, caller_is_there: bool) -> bool:
    """Whether the caller is asked: the queue has a survey and the agent left him on the line.

    A caller who hangs up first cannot be asked on the same call; the figures count such a talk as
    not offered, never as refused.
    """
    return bool(survey) and agent_hung_up and caller_is_there

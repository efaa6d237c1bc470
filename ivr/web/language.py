"""Language: whether a client would rather read Chinese or English."""


def preferred(accept: str) -> str:
    """``zh`` or ``en`` by an Accept-Language header; ``en`` when it asks for neither or for both alike.

    >>> preferred("zh-CN,zh;q=0.9,en;q=0.8")
    'zh'
    """
    weights = {"zh": 0.0, "en": 0.0}
    for part in accept.lower().split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _weight(parameters))
    return "zh" if weights["zh"] > weights["en"] else "en"


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0

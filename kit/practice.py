"""The controls of an offline account, over HTTP."""


class PracticeControls:
    """Reaches the `/_kit/` routes of one offline server."""

    def __init__(self, api_base: str, key: str) -> None:
        self._api_base = api_base
        self._key = key

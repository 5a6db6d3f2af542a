"""A refused move is an answer, not an error: a sentence that says what is wrong and what to do."""


class Refused(Exception):
    """The procedure says no. `status`: 409 (something stands in the way), 403 (no right), 429 (too often)."""

    def __init__(self, sentence: str, *, status: int = 409):
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status

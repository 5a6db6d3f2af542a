"""A refused act is an answer to a person: one sentence, what is wrong and what to do."""


class Refused(Exception):
    """The act cannot be done now, by this person or to this row. 409 (acted first, wrong state) or 403."""

    def __init__(self, sentence: str, *, status: int = 409):
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status

"""Three answers: True, False, and None for unknown. And is the least of them, or the greatest."""


def least(left, right):
    """And: no beats unknown, unknown beats yes."""
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def greatest(left, right):
    """Or: yes beats unknown, unknown beats no."""
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def contrary(answer):
    """Not: unknown stays unknown."""
    return None if answer is None else not answer


def all_of(answers):
    """Whether all hold; of nobody, yes."""
    return False if False in answers else None if None in answers else True


def any_of(answers):
    """Whether any holds; of nobody, no."""
    return True if True in answers else None if None in answers else False

"""The form that is handed in once (kernel/once.py), for every form that makes something."""

from django import forms

from kernel import once


class OnceForm(forms.Form):
    """Handed in once, however often it is clicked."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=once.token)

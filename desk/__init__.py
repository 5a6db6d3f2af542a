"""The pages that show several apps at once: the workbench and the one-household view."""

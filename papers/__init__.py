"""Numbered documents and uploads: paper as the office knows it, without any procedure."""

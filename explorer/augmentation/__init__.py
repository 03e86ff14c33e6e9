"""Transforms drawn at random, recipes of them, and what they do to a label."""

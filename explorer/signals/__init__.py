"""Sounds, spectrograms, correlation and volumes: arrays in, arrays out."""

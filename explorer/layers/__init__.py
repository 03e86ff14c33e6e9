"""Arithmetic, kernels and filtering: what a layer does, without any interface."""

"""The parts of the convolution page that are more than reading controls."""

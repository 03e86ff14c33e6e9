"""The parts of the receptive-field page that are more than reading controls."""

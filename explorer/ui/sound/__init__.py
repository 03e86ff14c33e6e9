"""What the parts of the sound page share."""

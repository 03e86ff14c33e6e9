"""The sound page's spectrogram."""

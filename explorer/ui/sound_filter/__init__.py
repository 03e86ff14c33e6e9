"""The sound page's Conv1d on a waveform."""

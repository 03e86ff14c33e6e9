"""Training a network: settings, the loop, what is kept of it, and who runs it."""

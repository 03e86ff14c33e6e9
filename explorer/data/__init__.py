"""Sample pictures and uploads made safe."""

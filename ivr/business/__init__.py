"""Business systems: asked over HTTP, told over HTTP, and never trusted."""

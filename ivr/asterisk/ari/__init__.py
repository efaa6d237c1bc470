"""ARI: one standing websocket for requests and events, and the typed words spoken over it."""

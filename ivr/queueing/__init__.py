"""How contacts and the routing board understand each other, live and in rehearsal alike."""

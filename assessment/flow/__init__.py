"""How a year goes on: what offices sign, what is missing, moves that two persons make."""

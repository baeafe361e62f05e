"""The spin-up: what a world lives through between its making and the first recorded month."""

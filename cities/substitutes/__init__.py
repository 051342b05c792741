"""代办: who is away names who acts in their name, from day to day."""

"""通知: who is told what, in the site and by channels that lead out of it, through an outbox."""

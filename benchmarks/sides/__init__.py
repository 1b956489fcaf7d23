"""The programs that are measured: each does one piece of work and says what came of it."""

"""What each page shows: plain values made from the knowledge base, no HTML."""

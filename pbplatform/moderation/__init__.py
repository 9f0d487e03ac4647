"""Words that must go: reported, hidden or struck in public, and put back where that was wrong."""

"""One thing becomes the next: points, old ideas and projects, and ideas given at a meeting.

Rules: docs/rules/thread.md section 7.
"""

"""The duty to answer: clocks, answers, assessments, commitments."""

"""What people do, page by page: each function is one errand of one person, one module per slice.

Errands go by links and forms only, as a person does, and leave the browser on the page they end on.
"""

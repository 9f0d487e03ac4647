"""The roll, the sealed urn, receipts."""

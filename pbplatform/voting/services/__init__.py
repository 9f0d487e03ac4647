"""What happens to a round's roll and urn, one module for each verb group."""

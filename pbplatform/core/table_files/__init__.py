"""Files that hold a table: CSV and spreadsheets, read under limits, never kept in plain."""

"""What people and programs see: rows, tables, the summary."""

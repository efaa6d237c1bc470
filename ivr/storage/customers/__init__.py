"""The directory of customers: kept, read from tables of Excel's, and written for it."""

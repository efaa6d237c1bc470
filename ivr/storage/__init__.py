"""Storage: contacts, journal, answers, ledger and shifts, durable and in one place."""

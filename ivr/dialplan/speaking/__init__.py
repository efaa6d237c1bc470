"""How numbers, dates, amounts of money, times and digits are spoken in each language, piece by piece."""

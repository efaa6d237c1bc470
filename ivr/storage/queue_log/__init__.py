"""Old queue_log files, read into contact records: years of reports go on."""

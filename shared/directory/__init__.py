"""People, departments and teams: who belongs where and who leads whom."""

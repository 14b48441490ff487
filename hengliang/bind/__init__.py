"""What a number measures: indicator, area, period, measure, status. One dimension a module, each with its evidence."""

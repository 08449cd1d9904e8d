-- Who asks for figures of a value mostly says the unit and the kind: then few rows are looked at, and no other index is asked besides.
DROP INDEX figure_by_high;
CREATE INDEX figure_by_high ON figure (high, unit, kind);
DROP INDEX figure_by_low;
CREATE INDEX figure_by_low ON figure (low, unit, kind);
-- Figures that measure one thing are read in the order of their list.
DROP INDEX figure_by_measures;
CREATE INDEX figure_by_measures ON figure (measures, place, number);

"""What the records show together: which pairs of concepts have papers, and which pairs nobody has met yet."""

from kb.insight.matrix import CHANCE, SURVEYS, Cell, Matrix, State, columns_of, counted, matrix, rows_of

__all__ = ["CHANCE", "SURVEYS", "Cell", "Matrix", "State", "columns_of", "counted", "matrix", "rows_of"]

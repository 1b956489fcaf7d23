"""What the records show together: pairs of terms that papers join or leave empty, near papers, health."""

from kb.insight.companions import Companions, companions
from kb.insight.gaps import NO_GAPS, Gap, cross, gaps, pairs
from kb.insight.likeness import Likeness, likeness
from kb.insight.matrix import CHANCE, SURVEYS, Cell, Matrix, State, columns_of, counted, matrix, rows_of
from kb.insight.neighbors import Contrast, Neighbor, Neighborhood

__all__ = [
    "CHANCE",
    "NO_GAPS",
    "SURVEYS",
    "Cell",
    "Companions",
    "Contrast",
    "Gap",
    "Likeness",
    "Matrix",
    "Neighbor",
    "Neighborhood",
    "State",
    "columns_of",
    "companions",
    "counted",
    "cross",
    "gaps",
    "likeness",
    "matrix",
    "pairs",
    "rows_of",
]

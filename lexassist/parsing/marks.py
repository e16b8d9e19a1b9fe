"""Marks of which contracts print several kinds that mean the same: apostrophes, quotation marks, dashes.

Whoever compares words folds them: :mod:`lexassist.retrieval.mentions` when it looks for a term,
:mod:`lexassist.evaluation.alignment` when it compares two transcriptions.
"""

from __future__ import annotations

SINGLE = "'‘’‚‛`´′"
"""Apostrophes, and single quotation marks. Two of them in a row are how some converters write a double one."""
DOUBLE = '"“”„‟″'
"""Double quotation marks."""
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
"""Hyphens, dashes and the minus sign."""

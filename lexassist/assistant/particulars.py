"""What is known of the documents of a matter: types of clause, values and amendments, read when first asked for and remembered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lexassist.types import DocumentId, TypePresence, Value, WholeDocument

if TYPE_CHECKING:
    from lexassist.matters.store import MatterStore
    from lexassist.particulars.amending import Amending
    from lexassist.particulars.clause_types import TypeModel

_REMEMBERED = 256
"""Documents; a later one is read again in a fraction of a second."""

_Known = tuple[tuple[TypePresence, ...], tuple[Value, ...]]


class KnownParticulars:
    """Types and values by document (see :class:`lexassist.generation.composing.Particulars`)."""

    def __init__(
        self,
        store: MatterStore,
        whole: Callable[[DocumentId], WholeDocument],
        model: TypeModel | None,
    ) -> None:
        """Without ``model`` there are values only."""
        self._store = store
        self._whole = whole
        self._model = model
        self._known: OrderedDict[tuple[DocumentId, int], _Known] = OrderedDict()
        self._changes: tuple[int, Mapping[DocumentId, tuple[Amending, ...]]] | None = None
        self._lock = threading.Lock()

    def types(self, document: DocumentId, /) -> tuple[TypePresence, ...]:
        """Every type that is known, with what its presence or absence rests on."""
        return self._read(document)[0]

    def values(self, document: DocumentId, /) -> tuple[Value, ...]:
        """The values of the document, each with its words."""
        return self._read(document)[1]

    def changes_to(self, document: DocumentId, /) -> tuple[Amending, ...]:
        """What amendments in the matter change in the document, in the order of their dates."""
        from lexassist.particulars.amending import find_changes

        revision = self._store.revision()
        with self._lock:
            if self._changes is None or self._changes[0] != revision:
                self._changes = revision, find_changes(self._store, self._store.opening)
            return self._changes[1].get(document, ())

    def _read(self, document: DocumentId) -> _Known:
        from lexassist.particulars.clause_types import read_types
        from lexassist.particulars.values import read_values

        key = (document, self._store.revision())
        with self._lock:
            if key not in self._known:
                whole = self._whole(document)
                types = read_types(self._model, whole) if self._model is not None else ()
                self._known[key] = types, read_values(whole, types)
            self._known.move_to_end(key)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
            return self._known[key]

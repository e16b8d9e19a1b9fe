"""The models: which ones LexAssist knows, which are installed, and whether each file is the one that is listed.

``deploy/models.toml`` is the list; what a person adds is listed in ``models/added.toml`` of the data folder. Each model has
a folder of its name under ``models/``. Promises: no file is handed out whose size or sha256 differs from the list; an
installation is whole or absent; only :func:`install` reaches a package index. Knows nothing of what a model does.
"""

from __future__ import annotations

from lexassist.models.catalogue import ModelEntry, ModelFile, Role, catalogue_file, read_catalogue
from lexassist.models.checking import InstalledModel, ModelState, State, list_models, locate, verify
from lexassist.models.installing import add, install

__all__ = [
    "InstalledModel",
    "ModelEntry",
    "ModelFile",
    "ModelState",
    "Role",
    "State",
    "add",
    "catalogue_file",
    "install",
    "list_models",
    "locate",
    "read_catalogue",
    "verify",
]

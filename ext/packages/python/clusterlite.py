"""Industrial-cluster analysis in plain SQL: a loadable SQLite extension.

    import sqlite3, clusterlite
    db = sqlite3.connect("city.db")
    clusterlite.load(db)
"""

import os

__version__ = "@VERSION@"
__all__ = ["load", "loadable_path"]


def loadable_path() -> str:
    """The path of the module without its ending, as load_extension() takes it."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "mod_clusterlite")


def load(connection) -> None:
    """Loads the module into a connection of sqlite3 or apsw; loading is switched off again afterwards."""
    enable = getattr(connection, "enable_load_extension", None) or getattr(connection, "enableloadextension", None)
    if enable is None:
        raise RuntimeError("clusterlite: this sqlite3 was built without enable_load_extension; apsw has it")
    enable(True)
    try:
        (getattr(connection, "load_extension", None) or connection.loadextension)(loadable_path())
    finally:
        enable(False)

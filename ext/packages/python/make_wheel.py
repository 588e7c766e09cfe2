"""Writes the wheel: the module, two Python functions and the notices.

    python3 make_wheel.py VERSION GLIBC MODULE NOTICES_DIRECTORY OUTPUT_DIRECTORY     prints the path of the wheel

Nothing is compiled by Python, so the wheel serves every Python 3; the tag says which glibc the module needs.
"""

import base64
import hashlib
import pathlib
import sys
import zipfile

version, glibc = sys.argv[1:3]
module, notices, output = map(pathlib.Path, sys.argv[3:6])
here = pathlib.Path(__file__).parent
tag = f"py3-none-manylinux_{glibc.replace('.', '_')}_x86_64"
info = f"clusterlite-{version}.dist-info"
metadata = f"""Metadata-Version: 2.1
Name: clusterlite
Version: {version}
Summary: Industrial-cluster analysis in plain SQL: a loadable SQLite extension
License: MIT AND LGPL-2.1-only
Requires-Python: >=3.8
Description-Content-Type: text/markdown

```python
import sqlite3, clusterlite

db = sqlite3.connect("city.db")
clusterlite.load(db)
db.execute("SELECT * FROM cl_dbscan((SELECT cl_points(firm_id, x, y) FROM firms), 500, 12)")
```

`clusterlite.loadable_path()` is the path of the module. GEOS is inside; NOTICE has its licence and how it was built.
"""
files = {
    "clusterlite/__init__.py": (here / "clusterlite.py").read_text().replace("@VERSION@", version).encode(),
    "clusterlite/mod_clusterlite.so": module.read_bytes(),
    f"{info}/METADATA": metadata.encode(),
    f"{info}/WHEEL": f"Wheel-Version: 1.0\nGenerator: make_wheel\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(),
}
for notice in sorted(notices.iterdir()):
    files[f"{info}/licenses/{notice.name}"] = notice.read_bytes()
record = "".join(
    f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()},{len(data)}\n"
    for name, data in files.items()
)
files[f"{info}/RECORD"] = (record + f"{info}/RECORD,,\n").encode()

wheel = output / f"clusterlite-{version}-{tag}.whl"
with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for name, data in files.items():
        # One time for all files: the same input gives the same wheel.
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = (0o755 if name.endswith((".so", ".sh")) else 0o644) << 16
        archive.writestr(entry, data)
print(wheel)

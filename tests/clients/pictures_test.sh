#!/usr/bin/env bash
# Pictures in the renderers that show them: well-formed XML, coordinates of one decimal, and the same picture in Chromium,
# QtSvg (QGIS, DB Browser) and librsvg, each where it is installed. The pixels are compared loosely: fonts differ.
set -uo pipefail

source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3 /usr/bin/python3
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

districts="cl_from_text('POLYGON((' || x || ' ' || y || ',' || (x + 4000) || ' ' || y || ',' || (x + 4000) || ' ' || (y + 3000) || ',' || x || ' ' || (y + 3000) || ',' || x || ' ' || y || '))', 5179)"
cat > pictures.sql <<SQL
CREATE TABLE d AS SELECT column1 AS name, column2 AS x, column3 AS y FROM (VALUES ('강남구', 0, 0), ('Seo<cho> & "Co"', 4000, 0), ('마포구', 0, 3000), ('Guro-gu', 4000, 3000));
CREATE TABLE p AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  SELECT i * 7919 % 2500 + 800 AS x, i * 104729 % 2000 + 500 AS y, CASE WHEN i % 3 THEN 'J62' ELSE 'C14' END AS industry FROM n;
CREATE TABLE map AS SELECT cl_svg_layer('area', $districts, NULL, NULL, name) AS layer FROM d
  UNION ALL SELECT cl_svg_layer('points', x, y, industry) FROM p UNION ALL SELECT cl_svg_layer('hull', hull, NULL, 'J62', 'J62 1', 'all') FROM (SELECT cl_convex_hull(x, y) AS hull FROM p);
.output map.svg
SELECT cl_svg_map(layer, '{"title":"Map & more","width":800}') FROM map;
.output cut.svg
SELECT cl_svg_map(layer, '{"width":320,"height":220,"box":[2500,1500,6000,4000],"lang":"ko"}') FROM map;
.output bars.svg
SELECT cl_svg_bars(name, x - 1000, industry, '{"title":"막대"}') FROM (SELECT name, d.x, 'J62' AS industry FROM d);
.output line.svg
SELECT cl_svg_line(industry, x, y, '{"mark_x":[1500],"x_label":"x","y_label":"y"}') FROM p WHERE rowid < 60;
.output scatter.svg
SELECT cl_svg_scatter(x, y, industry || rowid, industry, '{"trend":true,"quadrants":[2000,1500]}') FROM p WHERE rowid < 80;
.output matrix.svg
SELECT cl_svg_matrix(d.name, p.industry, nullif(d.x / 2000.0, 2), '{"scale":"log","centre":1}') FROM d, (SELECT DISTINCT industry FROM p) AS p;
.output many.svg
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001) SELECT cl_svg_map(i * 7919 % 10007, i * i % 9001, 'J62') FROM n;
SQL
shell :memory: ".load $module" ".read pictures.sql" || fail "the pictures could not be made"

/usr/bin/python3 - ./*.svg <<'PYTHON' || fail "the text of a picture is not right"
import re, sys
import xml.etree.ElementTree as tree
NAMESPACE = "{http://www.w3.org/2000/svg}"
KNOWN = {"svg", "title", "desc", "style", "g", "path", "rect", "circle", "text"}
for name in sys.argv[1:]:
    text = open(name, encoding="utf-8").read()
    root = tree.fromstring(text)
    def check(right, what):
        if not right: sys.exit(f"{name}: {what}")
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    check(root.get("role") == "img" and root.get("aria-labelledby").split() == ids, "role and the names of title and desc")
    check(len(set(ids)) == 2 and all(re.fullmatch(r"cl[0-9a-f]{8}-[td]", i) for i in ids), f"ids {ids}")
    check(root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}", "viewBox")
    for e in root.iter():
        check(e.tag.removeprefix(NAMESPACE) in KNOWN, f"element {e.tag}")
        check(all(c.startswith("cl-") for c in (e.get("class") or "").split()), f"class {e.get('class')}")
        check("href" not in str(e.attrib) and "url(" not in str(e.attrib), "a reference")
        for attribute in ("x", "y", "width", "height", "r", "cx", "cy", "d", "transform"):
            value = e.get(attribute) or ""
            check(not re.search(r"\d[eE]|\.\d\d|nan|inf|-0(?![.\d])", value), f"{e.tag} {attribute}={value[:80]}")
        if e.tag == NAMESPACE + "rect": check(float(e.get("width")) >= 0 and float(e.get("height")) >= 0, "a rect of negative size")
print(f"pictures_test: {len(sys.argv) - 1} pictures are well-formed")
PYTHON

drawn=()
if command -v rsvg-convert > /dev/null; then
  drawn+=(rsvg)
  for picture in *.svg; do rsvg-convert "$picture" -o "${picture%.svg}.rsvg.png" || fail "librsvg does not draw $picture"; done
fi
if QT_QPA_PLATFORM=offscreen /usr/bin/python3 -c 'from PyQt5 import QtSvg, QtWidgets' 2> /dev/null; then
  drawn+=(qt)
  QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$work" /usr/bin/python3 - ./*.svg <<'PYTHON' || fail "QtSvg does not draw"
import sys
from PyQt5 import QtGui, QtSvg, QtWidgets
application = QtWidgets.QApplication(sys.argv[:1])
for name in sys.argv[1:]:
    renderer = QtSvg.QSvgRenderer(name)
    if not renderer.isValid(): sys.exit(name)
    image = QtGui.QImage(renderer.defaultSize(), QtGui.QImage.Format_ARGB32)
    image.fill(0xFFFFFFFF)
    painter = QtGui.QPainter(image)
    renderer.render(painter)
    painter.end()
    image.save(name[:-4] + ".qt.png")
PYTHON
fi
if command -v chromium > /dev/null; then
  drawn+=(chromium)
  for picture in *.svg; do
    # Part of the window is not shown: a taller one, of which the upper part is compared.
    size="$(sed -n '1s/<svg [^>]* width="\([0-9]*\)" height="\([0-9]*\)" viewBox.*/\1 \2/p' "$picture" | awk '{ print $1 "," $2 + 200; exit }')"
    timeout 60 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
      --disable-component-update --disable-sync --hide-scrollbars --user-data-dir="$work/chromium" --window-size="$size" \
      --screenshot="$work/${picture%.svg}.chromium.png" "file://$work/$picture" > /dev/null 2>&1 ||
      { echo "pictures_test: chromium does not start here"; unset 'drawn[-1]'; break; }
  done
fi
[ "${#drawn[@]}" -gt 0 ] || { echo "pictures_test: passed, without a renderer (rsvg-convert, QtSvg of PyQt5, chromium)"; exit 0; }
/usr/bin/python3 -c 'import PIL' 2> /dev/null || { echo "pictures_test: passed, drawn by ${drawn[*]}, not compared (no python3-pil)"; exit 0; }

# Compared in blocks of 16 pixels, in which text has washed out: no block is quite another colour, and none is black.
/usr/bin/python3 - "${drawn[@]}" <<'PYTHON' || fail "the renderers do not agree"
import glob, re, sys
from PIL import Image, ImageChops
names = sorted(name[:-4] for name in glob.glob("*.svg"))
for name in names:
    first = None
    for renderer in sys.argv[1:]:
        image = Image.open(f"{name}.{renderer}.png").convert("RGBA")
        if renderer == "chromium":
            text = open(f"{name}.svg", encoding="utf-8").read(300)
            image = image.crop((0, 0, image.width, int(re.search(r' height="(\d+)"', text).group(1))))
        ground = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(ground, image).convert("RGB")
        small = image.resize((max(1, image.width // 16), max(1, image.height // 16)), Image.BOX)
        ink = sum(1 for p in small.getdata() if sum(p) < 3 * 250)
        if ink < 10: sys.exit(f"{name} by {renderer}: hardly anything is drawn")
        if min(sum(p) for p in small.getdata()) < 3 * 20: sys.exit(f"{name} by {renderer}: a black block")
        if first is None:
            first = (renderer, image.size, small)
            continue
        if image.size != first[1]: sys.exit(f"{name}: {image.size} by {renderer}, {first[1]} by {first[0]}")
        off = [max(p) for p in ImageChops.difference(small, first[2]).getdata()]
        far = sum(1 for d in off if d > 70)
        if far > len(off) * 0.01 or sum(off) / len(off) > 8:
            sys.exit(f"{name}: {far} of {len(off)} blocks differ between {renderer} and {first[0]}, {sum(off) / len(off):.1f} on average")
PYTHON
echo "pictures_test: passed, drawn alike by ${drawn[*]}"

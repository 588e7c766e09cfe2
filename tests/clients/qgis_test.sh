#!/usr/bin/env bash
# qgis.sql, qgis_geopackage.sql and clusters.vrt: what GDAL, and with it QGIS, sees of clusters that no table holds.
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/client.sh"
needs_program sqlite3 ogrinfo ogr2ogr
root="${CLUSTERLITE_SOURCE_DIR:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
work="$(mktemp -d)" || exit 1
trap 'rm -rf "$work"' EXIT
with_runtime sqlite3 -batch -init /dev/null :memory: ".load mod_spatialite" "SELECT 1" > /dev/null 2>&1 || skip "no mod_spatialite here"
[ -z "${CLUSTERLITE_SANITIZE:-}" ] || skip "GDAL is not run with a sanitizer"
export OGR_SQLITE_LOAD_EXTENSIONS="$module"
cd "$work" || exit 1

# ---- SpatiaLite, and the same file without its tables for clusters.vrt
tables=(".import --csv '$root/fixtures/firms.csv' firms" ".import --csv '$root/fixtures/districts.csv' districts")
views=(".read '$root/sql/schema.sql'" ".read '$root/sql/profile.sql'" "UPDATE cluster_parameters SET srid = 5179")
shell city.db ".load $module" "${tables[@]}" "CREATE TABLE links(from_id, to_id, kind, weight)" "${views[@]}" > /dev/null || fail "the city cannot be made"
cp city.db spatial.db
for _ in once again; do
  shell spatial.db ".load mod_spatialite" ".load $module" ".read '$root/sql/qgis.sql'" > out.txt 2>&1 || fail "qgis.sql: $(cat out.txt)"
done
clusters="$(shell city.db ".load $module" "SELECT count(*) FROM cluster_profile")"
members="$(shell city.db ".load $module" "SELECT count(*) FROM cluster_members WHERE cluster IS NOT NULL")"

# ---- GeoPackage, of firms that ogr2ogr has brought there
printf '<OGRVRTDataSource><OGRVRTLayer name="firms"><SrcDataSource>%s</SrcDataSource><GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:5179</LayerSRS><GeometryField encoding="PointFromColumns" x="x" y="y"/></OGRVRTLayer></OGRVRTDataSource>' "$root/fixtures/firms.csv" > firms.vrt
ogr2ogr -nln firms city.gpkg firms.vrt || fail "ogr2ogr cannot make a GeoPackage"
shell city.gpkg ".load $module" "${tables[1]}" "CREATE TABLE links(from_id, to_id, kind, weight)" "${views[@]}" > /dev/null || fail "the GeoPackage cannot be made"
for _ in once again; do
  shell city.gpkg ".load $module" ".read '$root/sql/qgis_geopackage.sql'" > out.txt 2>&1 || fail "qgis_geopackage.sql: $(cat out.txt)"
done

# ---- What GDAL says of both
for file in spatial.db city.gpkg; do
  ogrinfo -so "$file" cluster_layer > info.txt 2>&1
  grep -qi "error\|warning" info.txt && fail "$file: $(grep -i -m1 "error\|warning" info.txt)"
  expect "$file: clusters" "Feature Count: $clusters" "$(grep '^Feature Count' info.txt)"
  expect "$file: the columns have types" "industry: String;cluster: Integer;firms: Integer;jobs: Real;area_km2: Real" \
    "$(sed -n 's/Integer64/Integer/; s/^\(industry\|cluster\|firms\|jobs\|area_km2\): \([A-Za-z]*\) .*/\1: \2/p' info.txt | paste -sd';')"
  grep -q '"EPSG",5179' info.txt || fail "$file: no coordinate system"
  expect "$file: features have numbers" "$(seq "$clusters" | sed 's/.*/OGRFeature(cluster_layer):&/')" "$(ogrinfo -q -al "$file" cluster_layer | grep '^OGRFeature')"
  expect "$file: members" "Feature Count: $members" "$(ogrinfo -so "$file" member_layer 2>&1 | grep '^Feature Count')"
  expect "$file: members are points" "Geometry: Point" "$(ogrinfo -so "$file" member_layer 2>&1 | grep '^Geometry:')"
done
ogr2ogr -t_srs EPSG:4326 spatial.geojson spatial.db cluster_layer || fail "ogr2ogr to GeoJSON"
expect "GeoJSON" "$clusters|1" "$(shell :memory: "SELECT count(*), min(json_extract(value, '$.geometry.coordinates[0][0][0]') BETWEEN 126.7 AND 127.2)
  FROM json_each(CAST(readfile('spatial.geojson') AS TEXT), '$.features')")"
ogr2ogr copy.gpkg spatial.db cluster_layer || fail "ogr2ogr to a GeoPackage"
expect "the copy needs no extension" "Feature Count: $clusters" "$(env -u OGR_SQLITE_LOAD_EXTENSIONS ogrinfo -so copy.gpkg cluster_layer | grep '^Feature Count')"

# ---- QGIS itself, without its window, where it is installed: reads both, finds a feature by its number, draws.
qgis="not here"
if /usr/bin/python3 -c 'import qgis.core' 2> /dev/null; then
  qgis="$(TMPDIR="$work" QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR="$work" /usr/bin/python3 - spatial.db city.gpkg "$clusters" "$members" << 'PYTHON' 2> out.txt
import sys
from qgis.core import (Qgis, QgsApplication, QgsFeatureRequest, QgsFillSymbol, QgsMapRendererSequentialJob, QgsMapSettings,
                       QgsSingleSymbolRenderer, QgsVectorLayer)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

app = QgsApplication([], False)
app.initQgis()
for source in sys.argv[1:3]:
    clusters, members = (QgsVectorLayer(f"{source}|layername={name}", name, "ogr") for name in ("cluster_layer", "member_layer"))
    assert clusters.isValid() and members.isValid(), source
    assert [clusters.featureCount(), members.featureCount()] == [int(n) for n in sys.argv[3:5]], source
    assert clusters.crs().authid() == "EPSG:5179", clusters.crs().authid()
    found = next(clusters.getFeatures(QgsFeatureRequest().setFilterExpression("\"industry\" = 'J62' AND \"cluster\" = 1")))
    again = next(clusters.getFeatures(QgsFeatureRequest(found.id())))
    assert again["label"] == "J62 1" and again["firms"] == found["firms"], source
    clusters.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": "213,94,0", "outline_style": "no"})))
    settings = QgsMapSettings()
    settings.setLayers([clusters])
    settings.setOutputSize(QSize(400, 300))
    settings.setBackgroundColor(QColor("white"))
    settings.setDestinationCrs(clusters.crs())
    settings.setExtent(clusters.extent())
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    inked = sum(image.pixelColor(x, y) == QColor(213, 94, 0) for x in range(400) for y in range(300))
    assert 1000 < inked < 60000, (source, inked)
print(Qgis.QGIS_VERSION)
PYTHON
)" || fail "QGIS: $(tail -5 out.txt)"
fi

# ---- The layer follows the firms
shell spatial.db "DELETE FROM firms WHERE industry = 'C14'"
expect "the layer follows the firms" "0" "$(ogrinfo -q -al spatial.db cluster_layer | grep -c 'industry (String) = C14')"

# ---- A database without a table of GDAL's
cp "$root/sql/clusters.vrt" .
ogr2ogr -f GeoJSON -t_srs EPSG:4326 plain.geojson clusters.vrt 2> out.txt || fail "clusters.vrt: $(cat out.txt)"
expect "clusters.vrt" "$clusters|integer" "$(shell :memory: "SELECT count(*), min(json_type(value, '$.properties.firms')) FROM json_each(CAST(readfile('plain.geojson') AS TEXT), '$.features')")"

# ---- unprofile.sql takes the layers out as well, without any extension: no view is left that needs what is gone
for file in spatial.db city.gpkg; do
  sqlite3 -batch -init /dev/null "$file" ".read '$root/sql/unprofile.sql'" > out.txt 2>&1 || fail "unprofile.sql on $file: $(cat out.txt)"
  expect "$file: layers left" "" "$(env -u OGR_SQLITE_LOAD_EXTENSIONS ogrinfo -ro "$file" 2>&1 | grep -iE 'cluster_|member_|error')"
  sqlite3 -batch -init /dev/null "$file" ".load mod_spatialite" "ALTER TABLE links RENAME TO ties" > out.txt 2>&1 || fail "$file: a view is left over: $(cat out.txt)"
done
echo "qgis_test: passed (GDAL: $(ogrinfo --version | cut -d, -f1), QGIS: $qgis)"

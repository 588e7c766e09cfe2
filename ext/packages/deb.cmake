# libsqlite3-mod-clusterlite as a Debian package: `cpack -G DEB` in the build directory, or ext/package.sh deb, which also
# tests it.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME libsqlite3-mod-clusterlite)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "ClusterLite developers <clusterlite@packages.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS sqlite3)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libsqlite3-mod-spatialite, gdal-bin, librsvg2-bin")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "industrial-cluster analysis in plain SQL (SQLite extension)")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "A loadable extension with functions for location quotients, concentration,
clusters by distance (DBSCAN, HDBSCAN, OPTICS), links between firms, spatial
statistics and pictures, in any program that loads extensions of SQLite. Its
name is mod_clusterlite.

Views and examples to start with are in /usr/share/clusterlite.")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(doc ${CMAKE_INSTALL_DATADIR}/doc/libsqlite3-mod-clusterlite)
file(READ ${CMAKE_SOURCE_DIR}/LICENSE licence)
string(REGEX MATCH "Copyright [^\n]*" holder "${licence}")
string(REGEX REPLACE "^Copyright *(\\([cC]\\))? *" "" holder "${holder}")
string(FIND "${licence}" "Permission is" at)
string(SUBSTRING "${licence}" ${at} -1 terms)
string(STRIP "${terms}" terms)
string(REPLACE "\n\n" "\n.\n" terms "${terms}")
string(REPLACE "\n" "\n " terms "${terms}")
file(WRITE ${CMAKE_BINARY_DIR}/deb/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ClusterLite

Files: *
Copyright: ${holder}
License: Expat
 ${terms}
")
# SOURCE_DATE_EPOCH, when set, makes two builds of one version equal.
string(TIMESTAMP changed "%a, %d %b %Y 00:00:00 +0000" UTC)
file(WRITE ${CMAKE_BINARY_DIR}/deb/changelog
"libsqlite3-mod-clusterlite (${PROJECT_VERSION}) unstable; urgency=medium

  * Version ${PROJECT_VERSION}: /usr/share/clusterlite/CHANGES.md says what is new.

 -- ClusterLite developers <clusterlite@packages.invalid>  ${changed}
")
execute_process(COMMAND gzip -9nf ${CMAKE_BINARY_DIR}/deb/changelog)
file(WRITE ${CMAKE_BINARY_DIR}/deb/overrides
"# SQLite opens the module by its file name; nothing is linked against it.
libsqlite3-mod-clusterlite: sharedobject-in-library-directory-missing-soname [usr/lib/*/mod_clusterlite.so]
")
file(RENAME ${CMAKE_BINARY_DIR}/deb/overrides ${CMAKE_BINARY_DIR}/deb/libsqlite3-mod-clusterlite)
install(FILES ${CMAKE_BINARY_DIR}/deb/copyright ${CMAKE_BINARY_DIR}/deb/changelog.gz DESTINATION ${doc})
install(FILES ${CMAKE_BINARY_DIR}/deb/libsqlite3-mod-clusterlite DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides)
include(CPack)

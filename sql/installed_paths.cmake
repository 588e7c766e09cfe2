# Run by cmake --install. The pages of sql/ name files from the root of the source tree (build/, fixtures/, sql/). Installed,
# they name the installed files, so that they run from any directory; databases and pictures are written into that one.
#   PAGES   the folder where they have been installed, with DESTDIR
#   MODULE  the installed extension without .so      SHARE  the installed folder, both without DESTDIR
cmake_policy(VERSION 3.25)
file(INSTALL ${CMAKE_CURRENT_LIST_DIR}/../README.md DESTINATION ${SHARE})
if(CMAKE_INSTALL_PREFIX STREQUAL /usr)
  # Found by its name there, and the pages are the same for every architecture.
  set(MODULE mod_clusterlite)
endif()
file(GLOB_RECURSE pages ${PAGES}/*.sql)
foreach(page ${pages} ${PAGES}/README.md ${PAGES}/README.ko.md)
  file(READ ${page} text)
  # Links between pages stay relative: sql/ is the folder itself.
  string(REPLACE "](sql/" "](" text "${text}")
  string(REPLACE "](../" "](" text "${text}")
  string(REPLACE "](fixtures/" "](@FIXTURES@" text "${text}")
  string(REPLACE "./sql/" "sql/" text "${text}")
  string(REPLACE "build/mod_clusterlite" "@MODULE@" text "${text}")
  string(REPLACE "build/" "" text "${text}")
  string(REPLACE "sql/" "@SHARE@/" text "${text}")
  string(REPLACE "fixtures/" "@SHARE@/fixtures/" text "${text}")
  string(REPLACE "@FIXTURES@" "./fixtures/" text "${text}")
  string(REPLACE "@MODULE@" "${MODULE}" text "${text}")
  string(REPLACE "@SHARE@" "${SHARE}" text "${text}")
  file(WRITE ${page} "${text}")
endforeach()

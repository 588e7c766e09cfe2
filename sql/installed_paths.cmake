# Run by cmake --install. The pages of sql/ name files from the root of the source tree (build/, fixtures/, sql/). Installed,
# they name the installed files, so that they run from any directory; databases and pictures are written into that one.
#   PAGES   the folder where they have been installed, with DESTDIR
#   MODULE  the installed extension without .so      SHARE  the installed folder, both without DESTDIR
cmake_policy(VERSION 3.25)
file(GLOB_RECURSE pages ${PAGES}/*.sql)
foreach(page ${pages})
  file(READ ${page} text)
  string(REPLACE "build/mod_clusterlite" "@MODULE@" text "${text}")
  string(REPLACE "build/" "" text "${text}")
  string(REPLACE "sql/" "@SHARE@/" text "${text}")
  string(REPLACE "fixtures/" "@SHARE@/fixtures/" text "${text}")
  string(REPLACE "@MODULE@" "${MODULE}" text "${text}")
  string(REPLACE "@SHARE@" "${SHARE}" text "${text}")
  file(WRITE ${page} "${text}")
endforeach()

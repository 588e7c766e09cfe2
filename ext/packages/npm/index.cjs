"use strict";
const fs = require("node:fs");
const path = require("node:path");

const endings = { linux: "so", win32: "dll" };

/** The path of the module for this machine. */
function getLoadablePath() {
  const place = `${process.platform}-${process.arch}`;
  const file = path.join(__dirname, "native", place, `mod_clusterlite.${endings[process.platform]}`);
  if (!fs.existsSync(file)) throw new Error(`clusterlite: this package holds no module for ${place}`);
  return file;
}

/** Loads the module into a connection of better-sqlite3, libsql or node:sqlite. */
function load(db) {
  db.loadExtension(getLoadablePath());
}

module.exports = { getLoadablePath, load };

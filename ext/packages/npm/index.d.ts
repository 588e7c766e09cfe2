/** A connection that loads extensions: better-sqlite3, libsql, or node:sqlite opened with allowExtension. */
interface Db {
  loadExtension(file: string, entrypoint?: string): unknown;
}

/** The path of the module for this machine. */
export declare function getLoadablePath(): string;
/** Loads the module into a connection. */
export declare function load(db: Db): void;

/* ClusterLite inside a program that links SQLite itself.
 *
 *   sqlite3_auto_extension((void (*)(void))sqlite3_modclusterlite_init);   // every connection opened from now on
 *   sqlite3_modclusterlite_init(db, &message, NULL);                       // this connection alone
 *
 * Compile and link with: pkg-config --cflags --libs --static clusterlite
 */
#ifndef CLUSTERLITE_H
#define CLUSTERLITE_H

#include <sqlite3.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Registers all cl_ functions in a connection. Returns SQLITE_OK, or an error code and in *message a text that the caller
 * frees with sqlite3_free(). The last argument is for loadable extensions: NULL here. */
int sqlite3_modclusterlite_init(sqlite3* db, char** message, const struct sqlite3_api_routines* api);

#ifdef __cplusplus
}
#endif

#endif

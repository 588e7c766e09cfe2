// A file system that fails on demand: SQLite's own, but for the k-th reading, writing or locking from now on.
//
// Files are opened through it by their URI: "file:city.db?vfs=failing". It counts for the whole process.
#pragma once

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <new>
#include <string>

namespace clusterlite::testing {

enum class FileOperation { kRead, kWrite, kSync, kTruncate, kLock };

// What happens at the k-th operation.
struct FileFault {
  FileOperation operation = FileOperation::kRead;
  int code = SQLITE_IOERR;     // what SQLite is told
  bool and_all_after = false;  // a disk that is gone or full, not one sector
  bool kills = false;          // half of the bytes are written, then the process is killed
};

class FailingFiles {
 public:
  // Lets the k-th operation fail from now on, as long as it lives. With k = 0 none, which counts only.
  FailingFiles(const FileFault& fault, long k) {
    state() = {fault, k, 0, 0};
    armed() = true;
  }
  FailingFiles(const FailingFiles&) = delete;
  FailingFiles& operator=(const FailingFiles&) = delete;
  ~FailingFiles() { armed() = false; }

  static long failures() { return state().failures; }

  // Under the name "failing"; once a process.
  static void install() {
    static const int code = [] {
      sqlite3_vfs* const own = sqlite3_vfs_find(nullptr);
      static sqlite3_vfs vfs = *own;
      vfs.zName = "failing";
      vfs.szOsFile = static_cast<int>(sizeof(File)) + own->szOsFile;
      vfs.pNext = nullptr;
      vfs.pAppData = own;
      vfs.xOpen = &FailingFiles::open;
      return sqlite3_vfs_register(&vfs, 0);
    }();
    (void)code;
  }

  static std::string uri(const std::string& path) {
    install();
    return "file:" + path + "?vfs=failing";
  }

 private:
  struct State {
    FileFault fault;
    long k = 0;
    long seen = 0;
    long failures = 0;
  };
  static State& state() {
    static State one;
    return one;
  }
  static bool& armed() {
    static bool one = false;
    return one;
  }

  struct File {
    sqlite3_file base;
    // The file of SQLite's own file system stands behind this one.
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }

  static bool fails(FileOperation operation) {
    State& now = state();
    if (!armed() || now.fault.operation != operation || now.k == 0) return false;
    ++now.seen;
    if (now.seen != now.k && !(now.fault.and_all_after && now.seen > now.k)) return false;
    ++now.failures;
    return true;
  }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
    auto* const own = static_cast<sqlite3_vfs*>(vfs->pAppData);
    file->pMethods = nullptr;
    const int code = own->xOpen(own, name, real(file), flags, out);
    if (real(file)->pMethods != nullptr) file->pMethods = &methods();
    return code;
  }

  static const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods all = [] {
      sqlite3_io_methods m{};
      m.iVersion = 2;  // no memory-mapped files, whose readings nobody sees
      m.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
      m.xRead = [](sqlite3_file* f, void* bytes, int size, sqlite3_int64 at) {
        if (fails(FileOperation::kRead)) return state().fault.code;
        return real(f)->pMethods->xRead(real(f), bytes, size, at);
      };
      m.xWrite = [](sqlite3_file* f, const void* bytes, int size, sqlite3_int64 at) {
        if (!fails(FileOperation::kWrite)) return real(f)->pMethods->xWrite(real(f), bytes, size, at);
        if (state().fault.kills) {
          real(f)->pMethods->xWrite(real(f), bytes, size / 2, at);
          ::kill(::getpid(), SIGKILL);
        }
        return state().fault.code;
      };
      m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
        return fails(FileOperation::kTruncate) ? state().fault.code
                                               : real(f)->pMethods->xTruncate(real(f), size);
      };
      m.xSync = [](sqlite3_file* f, int flags) {
        return fails(FileOperation::kSync) ? state().fault.code : real(f)->pMethods->xSync(real(f), flags);
      };
      m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) {
        return real(f)->pMethods->xFileSize(real(f), size);
      };
      m.xLock = [](sqlite3_file* f, int level) {
        return fails(FileOperation::kLock) ? state().fault.code : real(f)->pMethods->xLock(real(f), level);
      };
      m.xUnlock = [](sqlite3_file* f, int level) { return real(f)->pMethods->xUnlock(real(f), level); };
      m.xCheckReservedLock = [](sqlite3_file* f, int* locked) {
        return real(f)->pMethods->xCheckReservedLock(real(f), locked);
      };
      m.xFileControl = [](sqlite3_file* f, int op, void* argument) {
        return real(f)->pMethods->xFileControl(real(f), op, argument);
      };
      m.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
      m.xDeviceCharacteristics = [](sqlite3_file* f) {
        return real(f)->pMethods->xDeviceCharacteristics(real(f));
      };
      m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** memory) {
        return real(f)->pMethods->xShmMap(real(f), page, size, extend, memory);
      };
      m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
        const bool taken = (flags & SQLITE_SHM_LOCK) != 0;
        if (taken && fails(FileOperation::kLock)) return state().fault.code;
        return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
      };
      m.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
      m.xShmUnmap = [](sqlite3_file* f, int drop) { return real(f)->pMethods->xShmUnmap(real(f), drop); };
      return m;
    }();
    return all;
  }
};

}  // namespace clusterlite::testing

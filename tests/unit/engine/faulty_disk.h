// faulty_disk.h - SQLite's disk under observation: counts the syncs of write-ahead logs, and refuses to write
// to them as a full disk does. While it exists, it is under every database that is opened. One at a time.
//
//   faulty_disk disk;
//   auto opened = open_store(path);
//   disk.fill(true);
#pragma once

#include <sqlite3.h>

#include <atomic>

class faulty_disk {
 public:
  faulty_disk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.zName = "faulty";
    vfs_.xOpen = &open;
    current = this;
    sqlite3_vfs_register(&vfs_, 1);
  }
  ~faulty_disk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
  }
  faulty_disk(const faulty_disk&) = delete;
  faulty_disk& operator=(const faulty_disk&) = delete;

  int syncs() const { return syncs_; }
  void fill(bool full) { full_ = full; }

 private:
  inline static faulty_disk* current = nullptr;

  static int open(sqlite3_vfs*, sqlite3_filename name, sqlite3_file* file, int flags, int* granted) {
    auto& me = *current;
    const int code = me.real_->xOpen(me.real_, name, file, flags, granted);
    if (code != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0) return code;
    me.of_log_ = file->pMethods;
    me.watched_ = *me.of_log_;
    me.watched_.xSync = &sync;
    me.watched_.xWrite = &write;
    file->pMethods = &me.watched_;
    return code;
  }
  static int sync(sqlite3_file* file, int flags) {
    ++current->syncs_;
    return current->of_log_->xSync(file, flags);
  }
  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return current->full_ ? SQLITE_FULL : current->of_log_->xWrite(file, bytes, size, at);
  }

  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  const sqlite3_io_methods* of_log_ = nullptr;
  sqlite3_io_methods watched_{};
  std::atomic<int> syncs_ = 0;
  std::atomic<bool> full_ = false;
};

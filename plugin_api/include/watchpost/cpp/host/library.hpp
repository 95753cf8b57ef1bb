// watchpost/cpp/host/library.hpp - loads a plugin file, and says precisely why it cannot.
//
//   host::expected<std::unique_ptr<host::module>> open_plugin(const wp_host* host) {
//     const auto loaded = host::library::load("/usr/lib/watchpost/email_monitor.so");
//     if (!loaded) return loaded.error();
//     return host::module::open(loaded->table(), host);
//   }
//
// The path is absolute: nothing is searched. A file is refused that somebody else than root and the user of this
// program owns or may write to, or may replace, since the folder is theirs (a sticky one keeps its files' owners).
// Symbols stay local (RTLD_LOCAL) and are bound at once (RTLD_NOW). The library stays mapped, also when this
// object goes: unload() is for tests and for hosts that know that no object of the plugin is left.
//
// Loading reads the disk and runs the initialisers of the library and of what it needs: not for a thread that
// must not wait. Of the plugin itself only wp_plugin_v1() is called. Errors are values of domain "load" whose
// text begins with the path: docs/abi/write-a-host.md lists them.
#pragma once

#include <watchpost/cpp/expected.hpp>
#include <watchpost/cpp/host/elf.hpp>
#include <watchpost/cpp/host/instance.hpp>
#include <watchpost/cpp/status.hpp>
#include <watchpost/module.h>

#include <array>
#include <cerrno>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace watchpost::host {

/// A plugin file in memory. Moved-from and unloaded ones have no table.
class library {
 public:
  /// WP_E_ARGUMENT: not a file to be trusted, or no library. WP_E_NOT_FOUND: no file. WP_E_UNSUPPORTED: not
  /// for this machine, or no plugin of this ABI. WP_E_IO: the loader's own reasons.
  static expected<library> load(const std::string& path) {
    if (status f = check_file(path)) return *std::move(f);
    if (status f = check_header(path)) return *std::move(f);
    // dlerror() is of the thread, in glibc and musl. NOLINTBEGIN(concurrency-mt-unsafe)
    dlerror();
    void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) return refuse(WP_E_IO, path, explain(path, view(dlerror())));
    // NOLINTEND(concurrency-mt-unsafe)
    library out(path, handle);
    const auto entry = reinterpret_cast<wp_plugin_v1_fn>(dlsym(handle, WP_ENTRY_SYMBOL));
    if (entry == nullptr) {
      out.unload();
      return refuse(WP_E_UNSUPPORTED, path,
                    "does not export " WP_ENTRY_SYMBOL "; it is no plugin for this host");
    }
    out.table_ = entry();
    if (const status f = module::check(out.table_)) {
      out.unload();
      return refuse(f->status, path, f->text);
    }
    return out;
  }

  library(library&& other) noexcept
      : path_(std::move(other.path_)),
        handle_(std::exchange(other.handle_, nullptr)),
        table_(std::exchange(other.table_, nullptr)) {}
  library& operator=(library&&) = delete;
  library(const library&) = delete;
  library& operator=(const library&) = delete;
  ~library() = default;

  /// Checked already; valid until unload().
  const wp_module* table() const noexcept { return table_; }
  const std::string& path() const noexcept { return path_; }

  /// Unmaps the library unless something pins it. After the last close().
  void unload() noexcept {
    table_ = nullptr;
    if (void* handle = std::exchange(handle_, nullptr)) dlclose(handle);
  }

 private:
  library(std::string path, void* handle) : path_(std::move(path)), handle_(handle) {}

  static error refuse(wp_status status, const std::string& path, const std::string& why) {
    return {.status = status, .domain = "load", .text = path + ": " + why};
  }

  // A file that nobody but root and the user of this program may change.
  static status check_file(const std::string& path) {
    if (path.empty() || path.front() != '/') {
      return refuse(WP_E_ARGUMENT, path, "is not an absolute path; plugins are never searched for");
    }
    struct stat file {};
    if (stat(path.c_str(), &file) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return refuse(WP_E_NOT_FOUND, path, "there is no such file");
      return refuse(WP_E_IO, path, std::generic_category().message(errno));
    }
    if (!S_ISREG(file.st_mode)) return refuse(WP_E_ARGUMENT, path, "is not a file");
    if ((file.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
      return refuse(WP_E_ARGUMENT, path,
                    "others than its owner may write to it, so it is not trusted; run chmod go-w on it");
    }
    if (!is_ours(file)) {
      return refuse(WP_E_ARGUMENT, path,
                    "belongs to another user (" + std::to_string(file.st_uid) +
                        "), so it is not trusted; run chown root on it");
    }
    std::error_code none;  // the file is there
    if (status f = check_folder(path, std::filesystem::path(path).parent_path())) return f;
    return check_folder(path, std::filesystem::canonical(path, none).parent_path());
  }

  // A folder in which nobody else can put another file in the place of this one.
  static status check_folder(const std::string& path, const std::filesystem::path& folder) {
    struct stat found {};
    if (stat(folder.c_str(), &found) != 0) {
      return refuse(WP_E_IO, path, std::generic_category().message(errno) + " (" + folder.string() + ")");
    }
    if (!is_ours(found)) {
      return refuse(WP_E_ARGUMENT, path,
                    "lies in a folder of another user (" + std::to_string(found.st_uid) +
                        "), so it is not trusted; run chown root on " + folder.string());
    }
    const bool open = (found.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    if (open && (found.st_mode & S_ISVTX) == 0) {
      return refuse(WP_E_ARGUMENT, path,
                    "lies in a folder that others may write to, so it is not trusted; run chmod go-w on " +
                        folder.string());
    }
    return {};
  }

  static bool is_ours(const struct stat& file) { return file.st_uid == 0 || file.st_uid == geteuid(); }

  // A whole shared library for the machine that this program runs on.
  static status check_header(const std::string& path) {
    const elf_header header = header_of(path);
    if (!header.valid) return refuse(WP_E_ARGUMENT, path, "is not a shared library (no ELF header)");
    const elf_header own = header_of("/proc/self/exe");
    const bool foreign =
        header.machine != own.machine || header.bits != own.bits || header.little_endian != own.little_endian;
    if (own.valid && foreign) {
      return refuse(WP_E_UNSUPPORTED, path,
                    "is built for " + machine_name(header) + ", this program for " + machine_name(own));
    }
    std::error_code fault;
    if (const auto size = std::filesystem::file_size(path, fault); !fault && size < header.end) {
      return refuse(WP_E_ARGUMENT, path, "is cut off; copy it again");
    }
    if (!header.shared) return refuse(WP_E_ARGUMENT, path, "is an ELF file, but no shared library");
    return {};
  }

  static elf_header header_of(const std::string& path) {
    std::array<char, elf_header_bytes> bytes{};
    std::ifstream file(path, std::ios::binary);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return read_elf_header({bytes.data(), static_cast<std::size_t>(file.gcount())});
  }

  /// The loader names what is missing at the front of its message.
  static std::string explain(const std::string& path, std::string_view message) {
    constexpr std::string_view missing = ": cannot open shared object file: ";
    const std::size_t at = message.find(missing);
    if (at != std::string_view::npos && message.substr(0, at) != path) {
      return "needs " + std::string(message.substr(0, at)) + ", which cannot be loaded (" +
             std::string(message.substr(at + missing.size())) + "); install it";
    }
    if (message.starts_with(path + ": ")) message.remove_prefix(path.size() + 2);
    return "cannot be loaded: " + std::string(message);
  }

  std::string path_;
  void* handle_ = nullptr;
  const wp_module* table_ = nullptr;
};

}  // namespace watchpost::host

// watchpost/cpp/secret.hpp - a password or token that wipes its memory.
//
//   #include <watchpost/cpp/param.hpp>
//
//   struct account {
//     std::string user;
//     plugin::secret password;
//   };
//   constexpr auto password = plugin::param::secret<&account::password>("smtp.password");
//
//   bool sign_in(std::string_view user, std::string_view password);
//   bool sign_in(const account& who) { return sign_in(who.user, who.password.reveal()); }
//
// There is no operator<<, no formatter, no conversion to text and no comparison: the only way to the bytes is
// reveal(), which is easy to search for.
//
// Ownership: each object owns its bytes and wipes them when it changes or goes; a copy has its own, a
// moved-from one is empty. The text that it was made of is its owner's to wipe. The memory is ordinary: it
// may be swapped out.
// Threads: as any value. Exceptions: copies may throw std::bad_alloc and leave the target as it was.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace watchpost::plugin {

/// Bytes that are not shown, logged or exported.
class secret {
 public:
  secret() = default;
  explicit secret(std::string_view bytes) { set(bytes); }
  secret(const secret& other) { set(other.reveal()); }
  secret(secret&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, std::size_t{0})) {}
  secret& operator=(const secret& other) {
    if (this != &other) *this = secret(other);
    return *this;
  }
  secret& operator=(secret&& other) noexcept {
    if (this != &other) {
      wipe();
      bytes_ = std::move(other.bytes_);
      size_ = std::exchange(other.size_, std::size_t{0});
    }
    return *this;
  }
  ~secret() { wipe(); }

  /// The bytes, valid until this object changes. Whoever copies them wipes the copy.
  std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }
  bool empty() const noexcept { return size_ == 0; }

  /// Overwrites the bytes and is empty; views of reveal() end.
  void wipe() noexcept {
    volatile char* p = bytes_.get();  // volatile: the stores are not optimised away
    for (std::size_t i = 0; i < size_; ++i) p[i] = 0;
    bytes_.reset();
    size_ = 0;
  }

 private:
  void set(std::string_view bytes) {
    if (bytes.empty()) return;
    bytes_ = std::make_unique<char[]>(bytes.size());
    bytes.copy(bytes_.get(), bytes.size());
    size_ = bytes.size();
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace watchpost::plugin

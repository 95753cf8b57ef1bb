// Bytes that nobody is to read later: a password, a token, a key, or a line that carries one.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace watchpost::mail {

// Wiped when it goes or changes.
class secret {
 public:
  secret() = default;
  explicit secret(std::string_view bytes);
  static secret taken(std::string bytes);  // and these are wiped
  secret(const secret& other) : secret(other.view()) {}
  secret(secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0U)) {}
  secret& operator=(secret other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~secret();

  // Valid until this object changes. Who copies the bytes wipes the copy.
  std::string_view view() const { return {bytes_.get(), size_}; }
  bool empty() const { return size_ == 0; }

  // With more around it.
  secret framed(std::string_view before, std::string_view behind) const;

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

// Overwrites all of its memory, and leaves it empty.
void wipe(std::string& text);

// In a time that does not depend on where they differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace watchpost::mail

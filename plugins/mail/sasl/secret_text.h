// A secret of any length; wiped when it goes or changes.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

namespace watchpost::mail::sasl {

class secret_text {
 public:
  secret_text() = default;
  explicit secret_text(std::string_view text);
  secret_text(const secret_text& other) : secret_text(other.view()) {}
  secret_text(secret_text&& other) noexcept
      : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0U)) {}
  secret_text& operator=(secret_text other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~secret_text();

  // Valid until this object changes. Who copies the bytes wipes the copy.
  std::string_view view() const { return {bytes_.get(), size_}; }
  bool empty() const { return size_ == 0; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

}  // namespace watchpost::mail::sasl

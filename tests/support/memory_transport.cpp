#include "memory_transport.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace watchpost::test {

using mail::net::task;

std::optional<mail::failure> memory_transport::step() {
  if (fail_at_ && step_ >= *fail_at_) {
    mail::failure f;
    f.at = stage_;
    f.why = mail::cause::closed;
    return f;
  }
  ++step_;
  return std::nullopt;
}

task<mail::result<std::size_t>> memory_transport::read_some(std::span<char> into) {
  if (next_ == pieces_.size()) fail_at_ = step_;
  const std::optional<mail::failure> failed = step();
  if (failed) co_return *failed;
  std::string& piece = pieces_[next_];
  const std::size_t size = std::min(piece.size(), into.size());
  std::memcpy(into.data(), piece.data(), size);
  piece.erase(0, size);
  if (piece.empty()) ++next_;
  co_return size;
}

task<mail::result<void>> memory_transport::write(std::string_view bytes) {
  const std::optional<mail::failure> failed = step();
  if (failed) co_return *failed;
  written_ += bytes;
  co_return mail::result<void>{};
}

task<mail::result<void>> memory_transport::start_tls() {
  const std::optional<mail::failure> failed = step();
  if (failed) co_return *failed;
  secure_ = true;
  co_return mail::result<void>{};
}

void run_to_end(task<void> work) {
  boost::asio::io_context loop;
  std::exception_ptr thrown;
  bool done = false;
  boost::asio::co_spawn(loop, std::move(work), [&](const std::exception_ptr& e) {
    thrown = e;
    done = true;
  });
  loop.poll();
  if (thrown) std::rethrow_exception(thrown);
  if (!done) throw std::runtime_error("the coroutine waits for something");
}

}  // namespace watchpost::test

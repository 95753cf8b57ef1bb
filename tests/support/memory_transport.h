// A transport without a socket: what the server says is given, what the client says is kept.
//
//   memory_transport wire{{"* OK hel", "lo\r\n"}};     // arrives in these pieces
//   wire.fail_at(3);                                   // the fourth operation fails with cause::closed
//   auto line = finished(reader.line());
#pragma once

#include "mail/net/transport.h"

#include <optional>
#include <string>
#include <vector>

namespace watchpost::test {

class memory_transport final : public mail::net::transport {
 public:
  explicit memory_transport(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {}

  // Operation number `step` (from 0) and all after it fail.
  void fail_at(std::size_t step) { fail_at_ = step; }
  std::size_t steps() const { return step_; }
  const std::string& written() const { return written_; }

  void at(mail::stage s) override { stage_ = s; }
  mail::stage at() const override { return stage_; }
  mail::net::task<mail::result<std::size_t>> read_some(std::span<char> into) override;
  mail::net::task<mail::result<void>> write(std::string_view bytes) override;
  mail::net::task<mail::result<void>> start_tls() override;
  bool secure() const override { return secure_; }
  mail::session_report& report() override { return report_; }
  void rebind(mail::net::instant, const mail::net::cancellation&, mail::session_report&) override {}
  void close() noexcept override { fail_at_ = 0; }

 private:
  std::optional<mail::failure> step();

  std::vector<std::string> pieces_;
  std::size_t next_ = 0;
  std::size_t step_ = 0;
  std::optional<std::size_t> fail_at_;
  std::string written_;
  mail::stage stage_ = mail::stage::greeting;
  bool secure_ = false;
  mail::session_report report_;
};

// The outcome of a coroutine that never has to wait. Throws when it does.
void run_to_end(mail::net::task<void> work);

template <class T>
T finished(mail::net::task<T> work) {
  std::optional<T> out;
  run_to_end([](mail::net::task<T> inner, std::optional<T>& into) -> mail::net::task<void> {
    into.emplace(co_await std::move(inner));
  }(std::move(work), out));
  return std::move(*out);
}

}  // namespace watchpost::test

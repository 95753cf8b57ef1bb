#include "line_reader.h"

#include <algorithm>

namespace watchpost::mail::net {
namespace {

// What is asked of the transport at once: for lines, and for literals (a TLS record has no more).
constexpr std::size_t line_chunk = 4 * 1024;
constexpr std::size_t literal_chunk = 16 * 1024;

failure limit_failure(const transport& from, std::string detail) {
  return make_failure(from.at(), cause::limit, std::move(detail));
}

}  // namespace

task<result<std::string_view>> line_reader::line() {
  std::size_t searched = 0;
  for (;;) {
    const std::string_view unread = buffered();
    const std::size_t end = unread.find('\n', searched);
    const bool found = end != std::string_view::npos;
    std::string_view text = found ? unread.substr(0, end) : unread;
    if (found && text.ends_with('\r')) text.remove_suffix(1);
    // One byte more while the line is open: it may be the CR.
    if (text.size() > max_line_ + (found ? 0 : 1))
      co_return limit_failure(from_, "a line of more than " + std::to_string(max_line_) + " bytes");
    if (found) {
      begin_ += end + 1;
      co_return text;
    }
    searched = unread.size();
    CO_TRY(co_await fill());
  }
}

task<result<std::string>> line_reader::bytes(std::size_t count, std::size_t limit) {
  if (count > limit)
    co_return limit_failure(
        from_, "a literal of " + std::to_string(count) + " bytes, accepted are " + std::to_string(limit));
  std::string all;
  const std::size_t here = std::min(count, buffered().size());
  all.assign(buffered().substr(0, here));
  begin_ += here;
  while (all.size() < count) {
    // Grows with what arrives, not with what was announced.
    const std::size_t old = all.size();
    const std::size_t step = std::min(count - old, literal_chunk);
    all.resize(old + step);
    CO_TRY_AS(got, co_await from_.read_some({all.data() + old, step}));
    all.resize(old + got);
  }
  co_return all;
}

std::string_view line_reader::buffered() const { return std::string_view(buffer_).substr(begin_); }

void line_reader::forget() {
  buffer_.clear();
  begin_ = 0;
}

task<result<void>> line_reader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const std::size_t old = buffer_.size();
  buffer_.resize(old + line_chunk);
  const result<std::size_t> got = co_await from_.read_some({buffer_.data() + old, line_chunk});
  buffer_.resize(old + (got ? *got : 0));
  if (!got) co_return got.error();
  co_return result<void>{};
}

}  // namespace watchpost::mail::net

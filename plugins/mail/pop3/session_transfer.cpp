#include "mail/text/ascii.h"
#include "mail/text/split.h"
#include "session.h"

#include <algorithm>
#include <utility>

namespace watchpost::mail::pop3 {
namespace {

constexpr std::size_t max_batch = 100;
// A beginning has lines enough to fill what is kept, were they of usual length.
constexpr std::string_view body_lines = "800";

// Whole messages are asked for by so many lines: a file on a disk has fewer, or is cut by its size.
constexpr std::string_view whole_lines = "16000";
constexpr std::size_t whole_line_count = 16'000;

body_limits limits_of(extent what, const access_settings& how) {
  if (what == extent::header) return {.keep = max_body, .header_only = true};
  if (how.whole_body == 0) return {.keep = max_body};
  return {.keep = std::min(how.whole_body, max_whole_body), .most = 64u << 20};
}

std::string top(std::uint32_t number, extent what, const access_settings& how) {
  std::string command = "TOP " + std::to_string(number) + ' ';
  command += what == extent::header ? "0" : how.whole_body == 0 ? body_lines : whole_lines;
  return command + "\r\n";
}

// Whether that may be not all of the message.
bool is_cut(const reply& r, const access_settings& how) {
  if (r.cut || how.whole_body == 0) return true;
  return std::count(r.body.begin(), r.body.end(), '\n') >= static_cast<std::ptrdiff_t>(whole_line_count);
}

std::string of_one(std::string_view command, std::uint32_t number) {
  return std::string(command) + ' ' + std::to_string(number) + "\r\n";
}
std::string dele(std::uint32_t number) { return of_one("DELE", number); }

// The server could not, as opposed to: there is no such message.
bool is_fault(const reply& r) { return r.code.starts_with("SYS/"); }

}  // namespace

net::task<result<void>> session::read(extent what, const std::vector<std::uint32_t>& numbers,
                                      const text_sink& seen) {
  const std::size_t step = pipelines() ? max_batch : 1;
  std::size_t vanished = 0;
  reply refusal;
  for (std::size_t begin = 0; begin < numbers.size(); begin += step) {
    const std::size_t end = std::min(begin + step, numbers.size());
    talk_->at(stage::find);
    std::string flight;
    for (std::size_t i = begin; i < end; ++i) {
      flight += top(numbers[i], what, how_);
      if (pipelines()) flight += of_one(naming_, numbers[i]);
    }
    CO_TRY(co_await talk_->send(flight, (end - begin) * (pipelines() ? 2 : 1)));
    std::uint32_t in_doubt = 0;
    for (std::size_t i = begin; i < end; ++i) {
      CO_TRY_AS(answer, co_await talk_->receive(shape::lines, limits_of(what, how_)));
      if (answer.is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind TOP");
      const bool there = answer.is == status::ok;
      bool doubtful = false;
      if (there) {
        const bool cut = is_cut(answer, how_);
        const bool ours = seen(i, std::move(answer.body), cut);
        doubtful = ours || i + 1 == numbers.size();
      } else {
        ++vanished;
        refusal = std::move(answer);
      }
      if (pipelines()) {
        CO_TRY_AS(told, co_await receive_name(numbers[i]));
        doubtful = there && !told;
      }
      if (doubtful) in_doubt = numbers[i];
    }
    if (in_doubt == 0) continue;
    CO_TRY(co_await ask_name(in_doubt));
  }
  const bool none = vanished > 0 && vanished == numbers.size();
  if (none && is_fault(refusal)) co_return talk_->refused(refusal, cause::temporary);
  if (none && !can_.top)
    co_return talk_->refused(refusal, cause::permanent, "TOP is needed (RFC 1939 section 7)");
  if (vanished > 0)
    terms_.report->remark("the server does not give some messages: " +
                          talk_->refused(refusal, cause::permanent).server);
  co_return result<void>{};
}

bool session::is_name(std::uint32_t number, std::string_view told) const {
  if (naming_ == "LIST") {
    const auto one = parse_scan_listing(told);
    return one && one->number == number;
  }
  const auto listed = std::lower_bound(list_.begin(), list_.end(), number,
                                       [](const unique_id& one, std::uint32_t n) { return one.number < n; });
  const auto one = parse_unique_id(told);
  return listed != list_.end() && one && one->number == number && one->id == listed->id;
}

bool session::is_among(std::uint32_t number, std::string_view listing) const {
  bool found = false;
  while (!listing.empty()) {
    const auto line = take_line(listing);
    if (line.empty() || !ascii::is_digit(line.front())) return false;
    found = found || is_name(number, line);
  }
  return found;
}

net::task<result<bool>> session::receive_name(std::uint32_t number) {
  CO_TRY_AS(told, co_await talk_->receive(shape::line));
  if (told.is == status::error && is_fault(told)) co_return talk_->refused(told, cause::temporary);
  if (told.is == status::error) co_return false;
  if (told.is == status::ok && is_name(number, told.text)) co_return true;
  // Servers are known that overlook the number, and list all.
  if (told.is == status::ok && told.text == list_said_) {
    CO_TRY_AS(all, co_await talk_->receive(shape::body, {.keep = max_listing, .most = max_listing}));
    if (is_among(number, all.body)) co_return true;
  }
  co_return talk_->out_of_step("the answer to another command: nothing is deleted");
}

// By LIST where a server knows UIDL only without a number, or not at all.
net::task<result<void>> session::ask_name(std::uint32_t number) {
  for (;;) {
    CO_TRY(co_await talk_->send(of_one(naming_, number), 1));
    CO_TRY_AS(told, co_await receive_name(number));
    if (told) co_return result<void>{};
    if (std::exchange(naming_, "LIST") == "LIST")
      co_return talk_->fail(cause::protocol, "the server does not say which message it has shown");
  }
}

net::task<result<void>> session::mark_all(const std::vector<std::uint32_t>& numbers, std::vector<fate>& fates,
                                          bool& quit, bool together) {
  fates.assign(numbers.size(), fate::unknown);
  together = together && pipelines();
  const bool may_quit = std::exchange(quit, false) && together;
  const std::size_t step = together ? max_batch : 1;
  for (std::size_t begin = 0; begin < numbers.size(); begin += step) {
    const std::size_t end = std::min(begin + step, numbers.size());
    talk_->at(stage::remove);
    std::string flight;
    for (std::size_t i = begin; i < end; ++i) flight += dele(numbers[i]);
    quit = may_quit && end == numbers.size();
    if (quit) flight += "QUIT\r\n";
    CO_TRY(co_await talk_->send(flight, end - begin + (quit ? 1 : 0)));
    for (std::size_t i = begin; i < end; ++i) {
      CO_TRY_AS(answer, co_await talk_->receive(shape::line));
      if (answer.is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind DELE");
      if (answer.is == status::error && is_fault(answer)) co_return talk_->refused(answer, cause::temporary);
      fates[i] = answer.is == status::ok ? fate::marked : fate::refused;
      if (fates[i] == fate::refused) refusal_ = talk_->refused(answer, cause::permanent, "DELE was refused");
    }
  }
  co_return result<void>{};
}

net::task<result<void>> session::quit(bool sent_already) {
  talk_->at(stage::sign_out);
  if (!sent_already) {
    CO_TRY(co_await talk_->send("QUIT\r\n", 1));
  }
  quit_ = true;
  CO_TRY_AS(answer, co_await talk_->receive(shape::line));
  if (answer.is == status::challenge) co_return talk_->fail(cause::protocol, "a challenge behind QUIT");
  if (answer.is == status::error)
    co_return talk_->refused(answer, cause::temporary, "not all messages may have been removed");
  talk_->line().close();
  co_return result<void>{};
}

net::task<result<void>> session::mark(const std::vector<std::uint32_t>& numbers, std::vector<fate>& fates) {
  bool quit = false;
  co_return co_await mark_all(numbers, fates, quit, true);
}

net::task<result<void>> session::remove_and_quit(const std::vector<std::uint32_t>& numbers,
                                                 std::vector<fate>& fates, bool together) {
  bool quit_sent = true;
  CO_TRY(co_await mark_all(numbers, fates, quit_sent, together));
  co_return co_await quit(quit_sent);
}

}  // namespace watchpost::mail::pop3

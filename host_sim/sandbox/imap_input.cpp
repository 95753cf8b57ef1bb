#include "imap_input.h"

#include "imap_args.h"

namespace watchpost::sandbox {
namespace {

std::string_view tag_of(std::string_view text) {
  const auto tag = text.substr(0, text.find(' '));
  return tag.empty() || tag.size() == text.size() ? std::string_view("*") : tag;
}

bool is_append(std::string_view text) {
  take_word(text);
  return iequals(take_word(text), "APPEND");
}

}  // namespace

asio::awaitable<imap_input> read_imap_command(connection& link, const services& with, bool large) {
  const limit_set& limits = with.settings.limits;
  imap_input input{.what = imap_input::command};
  bool too_big = false;
  while (true) {
    const input_line line = co_await link.read_line(limits.command_line);
    if (line.result == read_result::closed) {
      input.what = imap_input::closed;
      co_return input;
    }
    if (line.objection() != nullptr) {
      link.write(std::string(tag_of(input.text)) +
                 " BAD Lines end with CRLF, hold no NUL and have a limit\r\n");
      input.what = imap_input::refused;
      co_return input;
    }
    if (!too_big) input.text += line.text;
    const auto mark = literal_at_end(line.text);
    if (!mark || (!mark->waits && !with.offers("LITERAL+"))) break;

    const std::size_t limit = large && is_append(input.text) ? limits.message : limits.command_line;
    too_big = too_big || mark->size > limit || input.text.size() + mark->size > limit + limits.command_line;
    if (too_big && mark->waits) break;
    if (mark->waits) link.write("+ Ready\r\n");
    if (!too_big) input.text += "\r\n";
    bool read = false;
    if (too_big) {
      read = co_await link.skip(mark->size);
    } else {
      read = co_await link.read_exact(mark->size, input.text);
    }
    if (!read) {
      input.what = imap_input::closed;
      co_return input;
    }
  }
  if (too_big) {
    link.write(std::string(tag_of(input.text)) + " NO [TOOBIG] Literal too big\r\n");
    input.what = imap_input::refused;
  }
  co_return input;
}

}  // namespace watchpost::sandbox

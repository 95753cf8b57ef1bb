// DATA (RFC 5321 section 4.1.1.4) and BDAT (RFC 3030).
#include "smtp_session.h"

namespace watchpost::sandbox {

// RFC 5321 allows 1000; real servers accept more, so does this one.
constexpr std::size_t longest_text_line = 64 * 1024;

void smtp_session::accept_message() {
  if (const auto no = with_.deliveries.refuse_message(mail_)) {
    reject(no->code, no->text);
  } else {
    with_.deliveries.accept(mail_);
    reply(250, "2.0.0 Accepted");
  }
  forget_mail();
}

asio::awaitable<void> smtp_session::data(std::string_view argument) {
  if (!in_mail_ || in_chunks_ || mail_.recipients.empty()) {
    reject(503, in_mail_ && !in_chunks_ ? "5.5.1 No valid recipients" : "5.5.1 MAIL and RCPT first");
    co_return;
  }
  if (!argument.empty()) {
    reject(501, "5.5.4 DATA takes no argument");
    co_return;
  }
  reply(354, "End with a dot on a line of its own");
  bool too_big = false, malformed = false;
  while (true) {
    const input_line line = co_await link_->read_line(longest_text_line);
    if (line.result == read_result::closed) {
      done_ = true;
      co_return;
    }
    if (line.text == "." && !line.bare_lf) break;
    malformed |= line.bare_lf || line.result == read_result::too_long;
    std::string_view text = line.text;
    if (text.starts_with('.')) text.remove_prefix(1);
    too_big |= mail_.bytes.size() + text.size() + 2 > with_.settings.limits.message;
    if (too_big || malformed) {
      mail_.bytes.clear();
    } else {
      mail_.bytes.append(text).append("\r\n");
    }
  }
  if (malformed) {
    reject(554, "5.6.0 Bare LF or a line too long");
    forget_mail();
  } else if (too_big) {
    reject(552, "5.3.4 Message too big");
    forget_mail();
  } else {
    accept_message();
  }
}

asio::awaitable<void> smtp_session::bdat(std::string_view argument) {
  const auto size = parse_number(take_word(argument));
  const bool last = iequals(argument, "LAST");
  if (!size || (!last && !argument.empty()) || !with_.offers("CHUNKING")) {
    // The chunk's octets cannot be told from commands any more.
    reply(501, "5.5.4 Malformed BDAT");
    done_ = true;
    co_return;
  }
  const bool usable = in_mail_ && !mail_.recipients.empty() && !chunks_failed_;
  const bool fits = usable && *size <= with_.settings.limits.message - mail_.bytes.size();
  bool read = false;
  if (fits) {
    read = co_await link_->read_exact(*size, mail_.bytes);
  } else {
    read = co_await link_->skip(*size);
  }
  if (!read) {
    done_ = true;
    co_return;
  }
  if (!usable) {
    reject(503, "5.5.1 MAIL and RCPT first");
    chunks_failed_ = !last;
  } else if (!fits) {
    reject(552, "5.3.4 Message too big");
    mail_.bytes.clear();
    chunks_failed_ = true;
    in_chunks_ = true;
  } else if (last) {
    accept_message();
  } else {
    in_chunks_ = true;
    reply(250, "2.0.0 " + std::to_string(*size) + " octets received");
  }
}

}  // namespace watchpost::sandbox

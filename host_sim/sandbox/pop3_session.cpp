#include "pop3_session.h"

#include "message_text.h"

namespace watchpost::sandbox {

const pop3_session::command pop3_session::commands[] = {
    {"CAPA", state::any, &pop3_session::capa},
    {"STLS", state::before_sign_in, nullptr, &pop3_session::stls},
    {"USER", state::before_sign_in, &pop3_session::user},
    {"PASS", state::before_sign_in, &pop3_session::pass},
    {"AUTH", state::before_sign_in, nullptr, &pop3_session::auth},
    {"STAT", state::transaction, &pop3_session::stat},
    {"LIST", state::transaction, &pop3_session::list},
    {"UIDL", state::transaction, &pop3_session::uidl},
    {"TOP", state::transaction, &pop3_session::top},
    {"RETR", state::transaction, &pop3_session::retr},
    {"DELE", state::transaction, &pop3_session::dele},
    {"RSET", state::transaction, &pop3_session::rset},
    {"NOOP", state::transaction, &pop3_session::noop},
    {"QUIT", state::any, &pop3_session::quit}};

asio::awaitable<void> serve_pop3(const std::shared_ptr<connection>& link, services& with) {
  pop3_session session(link, with);
  co_await session.run();
}

asio::awaitable<void> pop3_session::run() {
  ok("sandbox POP3 ready");
  while (!done_) {
    const input_line line = co_await link_->read_line(with_.settings.limits.command_line);
    if (line.result == read_result::closed) co_return;
    ++with_.counts.of(protocol::pop3).commands;
    if (const char* objection = line.objection()) {
      no(objection);
    } else {
      co_await handle(line.text);
    }
    if (errors_ > with_.settings.limits.errors_per_session) {
      no("Too many errors");
      done_ = true;
    }
  }
}

asio::awaitable<void> pop3_session::handle(std::string_view line) {
  std::string_view argument = line;
  const std::string_view verb = take_word(argument);
  for (const command& known : commands) {
    if (!iequals(known.verb, verb)) continue;
    if (known.needs != state::any && known.needs != state_) {
      no("Not in this state");
    } else if (known.later) {
      co_await (this->*known.later)(argument);
    } else {
      (this->*known.now)(argument);
    }
    if (link_->output_is_large()) co_await link_->flush();
    co_return;
  }
  no("Unknown command");
}

void pop3_session::ok(std::string_view text) {
  link_->write("+OK ");
  link_->write(text);
  link_->write("\r\n");
}

void pop3_session::no(std::string_view text) {
  ++errors_;
  link_->write("-ERR ");
  link_->write(text);
  link_->write("\r\n");
}

pop3_session::entry* pop3_session::find(std::string_view number) {
  const auto n = parse_number(trim(number));
  if (n && *n >= 1 && *n <= drop_.size() && !drop_[*n - 1].deleted) return &drop_[*n - 1];
  no("No such message");
  return nullptr;
}

std::string pop3_session::unique_id(const entry& e) const {
  return std::to_string(uid_validity_) + "." + std::to_string(e.what.uid);
}

void pop3_session::write_text(std::string_view text) {
  while (!text.empty()) {
    const auto end = text.find("\r\n");
    const auto line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 2);
    if (line.starts_with('.')) link_->write(".");
    link_->write(line);
    link_->write("\r\n");
  }
  link_->write(".\r\n");
}

void pop3_session::stat(std::string_view) {
  std::size_t count = 0, octets = 0;
  for (const entry& e : drop_) {
    if (e.deleted) continue;
    ++count;
    octets += e.what.bytes->size();
  }
  ok(std::to_string(count) + " " + std::to_string(octets));
}

void pop3_session::list(std::string_view argument) {
  if (!argument.empty()) {
    if (const entry* e = find(argument)) {
      ok(std::string(trim(argument)) + " " + std::to_string(e->what.bytes->size()));
    }
    return;
  }
  ok("scan listing follows");
  for (std::size_t i = 0; i < drop_.size(); ++i) {
    if (drop_[i].deleted) continue;
    link_->write(std::to_string(i + 1) + " " + std::to_string(drop_[i].what.bytes->size()) + "\r\n");
  }
  link_->write(".\r\n");
}

void pop3_session::uidl(std::string_view argument) {
  if (!with_.offers("UIDL")) return no("Unknown command");
  if (!argument.empty()) {
    if (const entry* e = find(argument)) ok(std::string(trim(argument)) + " " + unique_id(*e));
    return;
  }
  ok("unique-id listing follows");
  for (std::size_t i = 0; i < drop_.size(); ++i) {
    if (!drop_[i].deleted) link_->write(std::to_string(i + 1) + " " + unique_id(drop_[i]) + "\r\n");
  }
  link_->write(".\r\n");
}

void pop3_session::top(std::string_view argument) {
  if (!with_.offers("TOP")) return no("Unknown command");
  const std::string_view number = take_word(argument);
  const auto lines = parse_number(trim(argument));
  if (!lines) return no("TOP needs a message and a number of lines");
  const entry* e = find(number);
  if (!e) return;
  const std::string_view all = *e->what.bytes;
  std::size_t end = header_part(all).size();
  for (std::uint32_t i = 0; i < *lines && end < all.size(); ++i) {
    const auto line_end = all.find("\r\n", end);
    end = line_end == std::string_view::npos ? all.size() : line_end + 2;
  }
  ok("top of message follows");
  write_text(all.substr(0, end));
}

void pop3_session::retr(std::string_view argument) {
  const entry* e = find(argument);
  if (!e) return;
  ok(std::to_string(e->what.bytes->size()) + " octets");
  write_text(*e->what.bytes);
  with_.store.change_flags(account_, "INBOX", e->what.uid, flag_change::add, {"\\Seen"});
}

void pop3_session::dele(std::string_view argument) {
  if (entry* e = find(argument)) {
    e->deleted = true;
    ok("marked");
  }
}

void pop3_session::rset(std::string_view) {
  for (entry& e : drop_) e.deleted = false;
  ok("unmarked");
}

void pop3_session::noop(std::string_view) { ok(""); }

void pop3_session::quit(std::string_view) {
  std::vector<std::uint32_t> marked;
  for (const entry& e : drop_) {
    if (e.deleted) marked.push_back(e.what.uid);
  }
  // UPDATE state; a folder that was reset meanwhile has other messages under these numbers.
  const auto now = state_ == state::transaction ? with_.store.status(account_, "INBOX") : std::nullopt;
  if (now && now->uid_validity == uid_validity_) with_.store.remove(account_, "INBOX", marked, false);
  ok("bye");
  done_ = true;
}

}  // namespace watchpost::sandbox

#include "imap_session.h"

#include "imap_input.h"

namespace watchpost::sandbox {

using s = imap_session;
const s::command s::commands[] = {{"CAPABILITY", needs::any, false, false, &s::capability},
                                  {"NOOP", needs::any, false, false, &s::noop},
                                  {"LOGOUT", needs::any, false, false, &s::logout},
                                  {"STARTTLS", needs::fresh, false, false, nullptr, &s::starttls},
                                  {"LOGIN", needs::fresh, false, false, &s::login},
                                  {"AUTHENTICATE", needs::fresh, false, false, nullptr, &s::authenticate},
                                  {"SELECT", needs::signed_in, false, false, &s::select},
                                  {"EXAMINE", needs::signed_in, false, false, &s::examine},
                                  {"CREATE", needs::signed_in, false, false, &s::create},
                                  {"LIST", needs::signed_in, false, false, &s::list},
                                  {"STATUS", needs::signed_in, false, false, &s::status},
                                  {"APPEND", needs::signed_in, false, false, &s::append},
                                  {"IDLE", needs::signed_in, false, false, nullptr, &s::idle},
                                  {"CHECK", needs::selected, false, false, &s::noop},
                                  {"CLOSE", needs::selected, false, false, &s::close},
                                  {"UNSELECT", needs::selected, false, false, &s::unselect},
                                  {"FETCH", needs::selected, true, true, nullptr, &s::fetch},
                                  {"SEARCH", needs::selected, true, true, &s::search},
                                  {"STORE", needs::selected, true, true, &s::store},
                                  {"EXPUNGE", needs::selected, true, false, &s::expunge},
                                  {"COPY", needs::selected, true, false, &s::copy},
                                  {"MOVE", needs::selected, true, false, &s::move}};

asio::awaitable<void> serve_imap(const std::shared_ptr<connection>& link, services& with) {
  imap_session session(link, with);
  co_await session.run();
}

imap_session::imap_session(std::shared_ptr<connection> link, services& with)
    : link_(std::move(link)), with_(with) {}
imap_session::~imap_session() { with_.idlers.erase(this); }

asio::awaitable<void> imap_session::run() {
  untagged("OK [CAPABILITY " + capabilities() + "] sandbox IMAP ready");
  while (!done_) {
    const imap_input input = co_await read_imap_command(*link_, with_, state_ != state::fresh);
    if (input.what == imap_input::closed) co_return;
    ++with_.counts.of(protocol::imap).commands;
    if (input.what == imap_input::command) {
      co_await handle(input.text);
    } else {
      ++errors_;
    }
    if (errors_ > with_.settings.limits.errors_per_session && !done_) {
      untagged("BYE Too many errors");
      done_ = true;
    }
  }
}

const imap_session::command* imap_session::find_command(std::string_view verb) const {
  for (const command& known : commands) {
    if (iequals(known.verb, verb)) return with_.offers(known.verb) ? &known : nullptr;
  }
  return nullptr;
}

asio::awaitable<void> imap_session::handle(std::string_view text) {
  std::string_view rest = text;
  tag_ = take_word(rest);
  if (tag_.empty() || tag_.find_first_of("(){%*\"\\+\r\n") != std::string::npos) tag_ = "*";
  std::string_view verb = take_word(rest);
  by_uid_ = iequals(verb, "UID");
  if (by_uid_) verb = take_word(rest);
  answer_.clear();

  const command* known = find_command(verb);
  imap_args args(rest);
  if (!known || (by_uid_ && !known->with_uid)) {
    bad("Unknown command");
  } else if ((known->when == needs::fresh && state_ != state::fresh) ||
             (known->when == needs::signed_in && state_ == state::fresh) ||
             (known->when == needs::selected && state_ != state::selected)) {
    bad("Not in this state");
  } else if (known->later) {
    co_await (this->*known->later)(args);
  } else {
    (this->*known->now)(args);
  }
  if (state_ == state::selected) sync(!known || !known->keeps_numbers || by_uid_);
  if (!answer_.empty()) link_->write(tag_ + " " + answer_ + "\r\n");
}

void imap_session::bad(std::string_view text) {
  ++errors_;
  answer_ = "BAD " + std::string(text);
}

void imap_session::untagged(std::string_view text) {
  link_->write("* ");
  link_->write(text);
  link_->write("\r\n");
}

bool imap_session::writable() {
  if (!read_only_) return true;
  no("[READ-ONLY] The folder was opened by EXAMINE");
  return false;
}

std::vector<std::size_t> imap_session::resolve(const imap_set& set) const {
  std::vector<std::size_t> positions;
  const auto last_uid = view_.empty() ? 0 : view_.back().uid;
  const auto last = static_cast<std::uint32_t>(view_.size());
  for (std::uint32_t i = 0; i < last; ++i) {
    const bool in = set.saved ? saved_.contains(view_[i].uid)
                    : by_uid_ ? set.contains(view_[i].uid, last_uid)
                              : set.contains(i + 1, last);
    if (in) positions.push_back(i);
  }
  return positions;
}

std::optional<std::vector<std::size_t>> imap_session::take_set(imap_args& args) {
  const auto word = args.word();
  const auto set = word ? imap_set::parse(*word) : std::nullopt;
  if (!set) {
    bad("Malformed message set");
    return std::nullopt;
  }
  return resolve(*set);
}

std::vector<std::uint32_t> imap_session::uids_of(const std::vector<std::size_t>& positions) const {
  std::vector<std::uint32_t> uids;
  uids.reserve(positions.size());
  for (auto i : positions) uids.push_back(view_[i].uid);
  return uids;
}

std::optional<flag_set> settable_flags(const std::vector<std::string>& names) {
  static constexpr const char* system_flags[] = {"\\Answered", "\\Deleted", "\\Draft", "\\Flagged", "\\Seen"};
  flag_set flags;
  for (const auto& name : names) {
    std::string flag = name;
    if (name.starts_with('\\')) {
      const auto known = std::ranges::find_if(system_flags, [&](const char* f) { return iequals(f, name); });
      if (known == std::end(system_flags)) return std::nullopt;
      flag = *known;
    } else if (name.empty() || name.find_first_of("(){%*\"\\]\r\n") != std::string::npos) {
      return std::nullopt;
    }
    flags.insert(std::move(flag));
  }
  return flags;
}

}  // namespace watchpost::sandbox

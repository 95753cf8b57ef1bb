#include "smtp_session.h"

namespace watchpost::sandbox {

const smtp_session::command smtp_session::commands[] = {{"EHLO", &smtp_session::ehlo},
                                                        {"HELO", &smtp_session::helo},
                                                        {"STARTTLS", nullptr, &smtp_session::starttls},
                                                        {"AUTH", nullptr, &smtp_session::auth},
                                                        {"MAIL", &smtp_session::mail},
                                                        {"RCPT", &smtp_session::rcpt},
                                                        {"DATA", nullptr, &smtp_session::data},
                                                        {"BDAT", nullptr, &smtp_session::bdat},
                                                        {"RSET", &smtp_session::rset},
                                                        {"NOOP", &smtp_session::noop},
                                                        {"VRFY", &smtp_session::vrfy},
                                                        {"QUIT", &smtp_session::quit}};

asio::awaitable<void> serve_smtp(const std::shared_ptr<connection>& link, services& with) {
  smtp_session session(link, with);
  co_await session.run();
}

smtp_session::smtp_session(std::shared_ptr<connection> link, services& with)
    : link_(std::move(link)), with_(with) {}

asio::awaitable<void> smtp_session::run() {
  reply(220, "localhost ESMTP sandbox");
  while (!done_) {
    const input_line line = co_await link_->read_line(with_.settings.limits.command_line);
    if (line.result == read_result::closed) co_return;
    ++with_.counts.of(protocol::smtp).commands;
    if (const char* objection = line.objection()) {
      reject(500, std::string("5.5.2 ") + objection);
    } else {
      co_await handle(line.text);
    }
    if (errors_ > with_.settings.limits.errors_per_session && !done_) {
      reply(421, "4.7.0 Too many errors");
      done_ = true;
    }
  }
}

asio::awaitable<void> smtp_session::handle(std::string_view line) {
  std::string_view argument = line;
  const std::string_view verb = take_word(argument);
  for (const command& known : commands) {
    if (!iequals(known.verb, verb)) continue;
    if (known.later) {
      co_await (this->*known.later)(argument);
    } else {
      (this->*known.now)(argument);
    }
    co_return;
  }
  reject(500, "5.5.1 Unknown command");
}

void smtp_session::reply(int code, std::string_view text) {
  link_->write(std::to_string(code) + " ");
  // RFC 2034: enhanced codes only stand in replies of 2yz, 4yz and 5yz; they go when the extension is not
  // offered.
  if (!with_.offers("ENHANCEDSTATUSCODES") && text.size() > 5 && text[1] == '.' && text[3] == '.') {
    take_word(text);
  }
  link_->write(text);
  link_->write("\r\n");
}

void smtp_session::reject(int code, std::string_view text) {
  ++errors_;
  reply(code, text);
}

bool smtp_session::greeted() {
  if (!helo_.empty()) return true;
  reject(503, "5.5.1 Say EHLO first");
  return false;
}

void smtp_session::forget_mail() {
  mail_ = {};
  in_mail_ = in_chunks_ = chunks_failed_ = false;
}

void smtp_session::ehlo(std::string_view argument) {
  if (!is_helo_name(trim(argument))) return reject(501, "5.5.4 EHLO needs a host name");
  forget_mail();
  helo_ = trim(argument);
  esmtp_ = true;
  std::vector<std::string> lines(1, "localhost greets you");
  const auto offer = [&](const char* keyword, const std::string& arguments = {}) {
    if (with_.offers(keyword)) lines.push_back(keyword + arguments);
  };
  offer("PIPELINING");
  offer("SIZE", " " + std::to_string(with_.settings.limits.message));
  offer("8BITMIME");
  offer("ENHANCEDSTATUSCODES");
  offer("CHUNKING");
  if (offers_starttls()) lines.emplace_back("STARTTLS");
  const std::string mechanisms = with_.mechanism_list(*link_, " ");
  if (!mechanisms.empty()) offer("AUTH", mechanisms);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    link_->write((i + 1 == lines.size() ? "250 " : "250-") + lines[i] + "\r\n");
  }
}

void smtp_session::helo(std::string_view argument) {
  if (!is_helo_name(trim(argument))) return reject(501, "5.5.4 HELO needs a host name");
  forget_mail();
  helo_ = trim(argument);
  esmtp_ = false;
  reply(250, "localhost");
}

void smtp_session::mail(std::string_view argument) {
  if (!greeted()) return;
  if (in_mail_) return reject(503, "5.5.1 Nested MAIL");
  if (!may_submit()) return reject(530, "5.7.0 Authentication required");
  const auto path = parse_path(argument, "FROM:");
  if (!path) return reject(501, "5.1.7 Malformed sender");
  for (const auto& [keyword, value] : path->parameters) {
    if (keyword == "SIZE" && with_.offers("SIZE")) {
      const auto size = parse_number(value);
      if (!size || *size > with_.settings.limits.message) return reject(552, "5.3.4 Message too big");
    } else if (!(keyword == "BODY" && (iequals(value, "8BITMIME") || iequals(value, "7BIT"))) &&
               keyword != "AUTH") {
      return reject(555, "5.5.4 Unknown parameter " + keyword);
    }
  }
  forget_mail();
  in_mail_ = true;
  mail_.sender = path->address;
  mail_.helo = helo_;
  mail_.signed_in_as = signed_in_as_;
  mail_.tls = link_->is_tls();
  reply(250, "2.1.0 Sender OK");
}

void smtp_session::rcpt(std::string_view argument) {
  if (!in_mail_ || in_chunks_) return reject(503, "5.5.1 MAIL first");
  const auto path = parse_path(argument, "TO:");
  if (!path || path->address.empty()) {
    reject(501, "5.1.3 Malformed recipient");
  } else if (!path->parameters.empty()) {
    reject(555, "5.5.4 Unknown parameter " + path->parameters.front().first);
  } else if (mail_.recipients.size() >= with_.settings.limits.recipients) {
    reject(452, "4.5.3 Too many recipients");
  } else if (const auto no = with_.deliveries.refuse_recipient(mail_, path->address)) {
    reject(no->code, no->text);
  } else if (!with_.store.find_address(path->address)) {
    reject(550, "5.1.1 No such user here");
  } else {
    mail_.recipients.push_back(path->address);
    reply(250, "2.1.5 Recipient OK");
  }
}

void smtp_session::rset(std::string_view) {
  forget_mail();
  reply(250, "2.0.0 OK");
}

void smtp_session::noop(std::string_view) { reply(250, "2.0.0 OK"); }

void smtp_session::vrfy(std::string_view) { reply(252, "2.5.0 Send some mail, it will be tried"); }

void smtp_session::quit(std::string_view) {
  reply(221, "2.0.0 Bye");
  done_ = true;
}

}  // namespace watchpost::sandbox

#include "cli/sandbox_client.h"

#include "engine/text.h"
#include "sandbox/crypto.h"

#include <chrono>
#include <istream>

namespace watchpost::cli {
namespace {

constexpr std::chrono::seconds patience{30};

abi::error refused(std::string_view what, std::string_view said) {
  return {.status = WP_E_IO,
          .domain = "sandbox",
          .text = std::string(what) + ": " +
                  (said.empty() ? "no answer; is it still running?" : engine::one_line(said))};
}

// A line without its end; empty when there is none.
std::string read_line(std::istream& from) {
  std::string out;
  std::getline(from, out);
  if (out.ends_with('\r')) out.pop_back();
  return out;
}

void open(boost::asio::ip::tcp::iostream& line, const std::string& host, std::uint16_t port) {
  line.expires_after(patience);
  line.connect(host, std::to_string(port));
}

// The last line of a reply of SMTP; empty: the server is gone.
std::string read_reply(std::istream& from) {
  while (true) {
    auto line = read_line(from);
    if (line.size() < 4 || line[3] != '-') return line;
  }
}

}  // namespace

abi::expected<std::string> submit(const sandbox_place& at, const sandbox::user& who, const std::string& from,
                                  const std::vector<std::string>& to, std::string_view message) {
  boost::asio::ip::tcp::iostream line;
  open(line, at.host, at.submission);
  std::string said = read_reply(line);
  const auto ask = [&](const std::string& command, char good) {
    if (command.find_first_of("\r\n") != std::string::npos) return false;
    line << command << "\r\n" << std::flush;
    said = read_reply(line);
    return said.starts_with(good);
  };
  if (!said.starts_with('2')) return refused("the sandbox", said);
  const std::string secret = std::string(1, '\0') + who.address + std::string(1, '\0') + who.password;
  if (!ask("EHLO [127.0.0.1]", '2') || !ask("AUTH PLAIN " + sandbox::base64_encode(secret), '2'))
    return refused("the sign-in as " + who.address, said);
  if (!ask("MAIL FROM:<" + from + ">", '2')) return refused("the sender " + engine::in_quotes(from), said);
  for (const auto& each : to) {
    if (!ask("RCPT TO:<" + each + ">", '2')) return refused("the recipient " + engine::in_quotes(each), said);
  }
  if (!ask("DATA", '3')) return refused("the message", said);
  for (std::string_view rest = message; !rest.empty();) {
    const auto end = std::min(rest.find("\r\n"), rest.size());
    if (rest.starts_with('.')) line << '.';
    line << rest.substr(0, end) << "\r\n";
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  if (!ask(".", '2')) return refused("the message", said);
  const auto accepted = said;
  ask("QUIT", '2');
  return accepted;
}

maildrop::maildrop(const sandbox_place& at, const sandbox::user& who) {
  open(line_, at.host, at.pop3);
  refused_ = read_line(line_);
  if (!refused_.starts_with("+OK")) return;
  for (const auto& command : {"USER " + who.address, "PASS " + who.password}) {
    const auto said = ask(command);
    refused_ = said ? "" : said.error().text;
  }
}

maildrop::~maildrop() {
  if (refused_.empty()) (void)ask("QUIT");
}

abi::expected<std::string> maildrop::ask(const std::string& command) {
  line_ << command << "\r\n" << std::flush;
  auto said = read_line(line_);
  if (!said.starts_with("+OK")) return refused("the mailbox", said);
  return said;
}

abi::expected<std::string> maildrop::read_many(const std::string& command) {
  if (const auto said = ask(command); !said) return said.error();
  std::string out;
  while (true) {
    auto one = read_line(line_);
    if (!line_) return refused("the mailbox", "");
    if (one == ".") return out;
    out += (one.starts_with('.') ? one.substr(1) : one) + "\r\n";
  }
}

abi::expected<std::size_t> maildrop::count() {
  if (!refused_.empty()) return refused("the mailbox", refused_);
  const auto said = ask("STAT");
  if (!said) return said.error();
  return static_cast<std::size_t>(std::strtoul(said->c_str() + 4, nullptr, 10));
}

abi::expected<std::string> maildrop::header(std::size_t number) {
  return read_many("TOP " + std::to_string(number) + " 0");
}

abi::expected<std::string> maildrop::message(std::size_t number) {
  return read_many("RETR " + std::to_string(number));
}

}  // namespace watchpost::cli

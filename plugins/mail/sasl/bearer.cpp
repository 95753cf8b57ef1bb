#include "bearer.h"

#include "mail/failure.h"
#include "mail/secret.h"
#include "mail/text/ascii.h"
#include "mechanism.h"
#include "redaction.h"
#include "scram.h"

#include <boost/json.hpp>

#include <algorithm>

namespace watchpost::mail::sasl {

std::string parse_bearer_status(std::string_view text) {
  constexpr std::size_t most = 8192;
  if (text.size() > most) return {};
  boost::json::parse_options strict;
  strict.max_depth = 4;
  boost::json::error_code broken;
  const boost::json::value value =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), broken, {}, strict);
  if (broken || !value.is_object()) return {};
  std::string words;
  for (const char* key : {"status", "scope"}) {
    const boost::json::value* const member = value.get_object().if_contains(key);
    if (member == nullptr || !member->is_string() || member->get_string().empty()) continue;
    if (!words.empty()) words += ", ";
    words += key;
    words += ' ';
    words.append(member->get_string().data(), member->get_string().size());
  }
  return printable(words);
}

namespace {

constexpr char separator = '\x01';

class bearer final : public mechanism {
 public:
  bearer(std::string_view name, std::string refused, std::string_view message, const credentials& who)
      : name_(name), refused_(std::move(refused)), message_(message), token_(who.token) {}

  std::string_view name() const override { return name_; }

  std::optional<std::string> initial() override {
    sent_ = true;
    return std::string(message_.view());
  }

  result<std::string> answer(std::string_view challenge) override {
    if (!sent_) {  // a server, or a protocol, that takes no initial response
      if (!challenge.empty()) return too_many_challenges();
      return *initial();
    }
    if (over_) return too_many_challenges();
    over_ = true;
    complaint_ = without_token(parse_bearer_status(challenge));
    return refused_;
  }

  bool satisfied() const override { return sent_ && !over_; }
  bool single_flight() const override { return false; }
  std::string complaint() const override { return complaint_; }

 private:
  std::string without_token(std::string words) const {
    return masked(std::move(words), token_.view(), "***");
  }

  std::string_view name_;
  std::string refused_;  // the answer to a refusal
  secret message_;
  secret token_;
  std::string complaint_;
  bool sent_ = false;
  bool over_ = false;
};

}  // namespace

// RFC 7628 sections 3.1 and 3.2.3.
std::unique_ptr<mechanism> make_oauthbearer(const credentials& who) {
  std::string message = "n,a=" + escaped_name(who.username) + ',' + separator;
  if (!who.host.empty()) message += "host=" + who.host + separator;
  if (who.port != 0) message += "port=" + std::to_string(who.port) + separator;
  message.append("auth=Bearer ").append(who.token.view());
  message.append(2, separator);
  auto made = std::make_unique<bearer>("OAUTHBEARER", std::string(1, separator), message, who);
  wipe(message);
  return made;
}

// https://developers.google.com/gmail/imap/xoauth2-protocol
std::unique_ptr<mechanism> make_xoauth2(const credentials& who) {
  std::string message = "user=" + who.username + separator;
  message.append("auth=Bearer ").append(who.token.view());
  message.append(2, separator);
  auto made = std::make_unique<bearer>("XOAUTH2", std::string(), message, who);
  wipe(message);
  return made;
}

bool is_bearer_token(std::string_view text) {
  constexpr std::size_t most = 16 * 1024;
  constexpr std::string_view marks = "-._~+/";
  const auto digit = [&](char c) { return ascii::is_alnum(c) || marks.find(c) != std::string_view::npos; };
  const auto padding = std::ranges::find_if_not(text, digit);
  return text.size() <= most && padding != text.begin() &&
         std::all_of(padding, text.end(), [](char c) { return c == '='; });
}

}  // namespace watchpost::mail::sasl

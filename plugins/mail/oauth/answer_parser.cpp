#include "answer_parser.h"

#include "../sasl/bearer.h"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace watchpost::mail::oauth {
namespace {

namespace json = boost::json;

constexpr std::int64_t longest = 366LL * 24 * 3600;  // seconds; nobody means more

failure wrong(cause why, unsigned http_status, std::string detail) {
  failure f;
  f.at = stage::sign_in;
  f.why = why;
  f.code = static_cast<int>(http_status);
  f.detail = std::move(detail);
  return f;
}

std::string_view text_of(const json::object& all, const char* key) {
  const json::value* const member = all.if_contains(key);
  if (member == nullptr || !member->is_string()) return {};
  return {member->get_string().data(), member->get_string().size()};
}

// A number, or as some servers write it a string of digits.
std::optional<std::chrono::seconds> lifetime_of(const json::object& all) {
  const json::value* const member = all.if_contains("expires_in");
  if (member == nullptr) return std::nullopt;
  std::int64_t seconds = -1;
  if (const auto* whole = member->if_int64()) {
    seconds = *whole;
  } else if (member->is_uint64()) {
    seconds = longest;
  } else if (const auto* real = member->if_double()) {
    seconds = *real >= 0 && *real < static_cast<double>(longest) ? static_cast<std::int64_t>(*real) : -1;
  } else {
    const std::string_view digits = text_of(all, "expires_in");
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
    if (error != std::errc{} || end != digits.data() + digits.size()) seconds = -1;
  }
  if (seconds < 0) return std::nullopt;
  return std::chrono::seconds(std::min(seconds, longest));
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

cause by_status(unsigned http_status) {
  if (http_status == 429) return cause::busy;
  if (http_status >= 500) return cause::temporary;
  return http_status == 401 ? cause::credentials : cause::permanent;
}

cause by_error(std::string_view error, unsigned http_status) {
  if (is_one_of(error, {"invalid_grant", "invalid_client", "unauthorized_client", "interaction_required"}))
    return cause::credentials;
  if (is_one_of(error, {"temporarily_unavailable", "server_error"})) return cause::temporary;
  if (error == "slow_down") return cause::busy;
  return by_status(http_status);
}

failure refusal(unsigned http_status, const json::object* said) {
  failure f = wrong(by_status(http_status), http_status, {});
  if (http_status >= 300 && http_status < 400) f.detail = "the server redirects; name its new address";
  const std::string_view error = said == nullptr ? std::string_view() : text_of(*said, "error");
  if (error.empty()) {
    if (f.detail.empty()) f.detail = "the server answers with HTTP status " + std::to_string(http_status);
    return f;
  }
  f.why = by_error(error, http_status);
  f.enhanced = printable(error.substr(0, 64));
  f.server = printable(text_of(*said, "error_description"));
  return f;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

result<grant> parse_answer(unsigned http_status, std::string_view body) {
  if (body.size() > max_answer) return wrong(cause::limit, http_status, "the answer is too long");
  json::parse_options strict;
  strict.max_depth = 8;
  json::error_code broken;
  const json::value value = json::parse(json::string_view(body.data(), body.size()), broken, {}, strict);
  const json::object* const all = broken ? nullptr : value.if_object();
  if (http_status != 200) return refusal(http_status, all);
  if (all == nullptr) return wrong(cause::protocol, http_status, "the answer is not a JSON object");
  if (!text_of(*all, "error").empty()) return refusal(400, all);  // with status 200, as some do

  const std::string_view token = text_of(*all, "access_token");
  if (token.empty()) return wrong(cause::protocol, http_status, "there is no access_token in the answer");
  if (!sasl::is_bearer_token(token))
    return wrong(cause::protocol, http_status, "the access_token is not a bearer token (RFC 6750)");
  const std::string_view type = text_of(*all, "token_type");
  if (!std::ranges::equal(type, std::string_view("bearer"), {}, lower))
    return wrong(cause::protocol, http_status,
                 type.empty() ? std::string("there is no token_type in the answer")
                              : "the token_type is '" + printable(type.substr(0, 40)) + "', not Bearer");
  const std::string_view replaced = text_of(*all, "refresh_token");
  constexpr std::size_t most = 16 * 1024;
  if (replaced.size() > most) return wrong(cause::limit, http_status, "the refresh_token is too long");
  return grant{sasl::secret_text(token), sasl::secret_text(replaced), lifetime_of(*all)};
}

}  // namespace watchpost::mail::oauth

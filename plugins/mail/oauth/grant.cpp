#include "grant.h"

#include "mail/sasl/bearer.h"
#include "mail/sasl/digest.h"
#include "mail/sasl/mechanism.h"
#include "mail/secret.h"
#include "mail/text/ascii.h"
#include "mail/text/base64.h"
#include "mail/text/hex.h"
#include "mail/text/number.h"

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <initializer_list>

namespace watchpost::mail::oauth {

namespace {

constexpr std::uint16_t https = 443;

// RFC 3986 section 2, but "[" and "]", which stand around IPv6 addresses only, and "#".
bool is_url_byte(char c) {
  return ascii::is_alnum(c) || std::string_view("-._~:/?@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

bool is_host_byte(char c) { return ascii::is_alnum(c) || c == '-' || c == '.' || c == '_'; }
bool is_address_byte(char c) { return ascii::is_alnum(c) || c == ':' || c == '.' || c == '%'; }

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = to_number<std::uint16_t>(text);
  return port == 0 ? std::nullopt : port;
}

// Takes the host off the front of "host:port".
std::optional<std::string> take_host(std::string_view& rest) {
  const bool bracketed = rest.starts_with('[');
  const std::size_t end = bracketed ? rest.find(']') : rest.find(':');
  if (bracketed && end == std::string_view::npos) return std::nullopt;
  const std::string_view host = bracketed ? rest.substr(1, end - 1) : rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + (bracketed ? 1 : 0));
  const bool clean = std::ranges::all_of(host, bracketed ? is_address_byte : is_host_byte);
  const bool fitting = !bracketed || host.find(':') != std::string_view::npos;  // brackets are for IPv6
  if (host.empty() || host.size() > 255 || !clean || !fitting) return std::nullopt;
  return std::string(host);
}

}  // namespace

std::optional<url> parse_url(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  constexpr std::size_t most = 2048;
  if (text.size() > most || text.size() < scheme.size()) return std::nullopt;
  if (!ascii::begins(text, scheme)) return std::nullopt;
  text.remove_prefix(scheme.size());
  const std::size_t slash = std::min(text.find_first_of("/?"), text.size());
  std::string_view place = text.substr(0, slash);
  const std::string_view target = text.substr(slash);
  if (!std::ranges::all_of(target, is_url_byte)) return std::nullopt;

  url out;
  const auto host = take_host(place);
  if (!host) return std::nullopt;
  out.host = *host;
  if (!place.empty()) {
    if (place.front() != ':') return std::nullopt;
    const auto port = parse_port(place.substr(1));
    if (!port) return std::nullopt;
    out.port = *port;
  }
  out.target = target.starts_with('/') ? std::string(target) : '/' + std::string(target);
  return out;
}

std::string authority(const url& of) {
  std::string text = of.host.find(':') == std::string::npos ? of.host : '[' + of.host + ']';
  if (of.port != https) text += ':' + std::to_string(of.port);
  return text;
}

std::string to_text(const url& of) { return "https://" + authority(of) + of.target; }

std::string fingerprint(const client& who) {
  const std::string url = to_text(who.token_url);
  std::string all;
  for (const std::string_view part : std::initializer_list<std::string_view>{
           url, who.id, who.secret.view(), who.refresh_token.view(), who.scope,
           who.auth == client_auth::basic ? "basic" : "body"}) {
    all += std::to_string(part.size()) + ':';
    all += part;
  }
  const secret digest = sasl::hash(EVP_sha256(), all);
  wipe(all);
  return to_hex(digest.view().substr(0, 16));
}

namespace {

namespace http = boost::beast::http;

void add(std::string& form, std::string_view key, std::string_view value) {
  if (!form.empty()) form += '&';
  form += key;
  form += '=';
  std::string encoded = form_encoded(value);
  form += encoded;
  wipe(encoded);
}

std::string write_form(const client& who, std::string_view refresh_token) {
  std::string form;
  form.reserve(1024);
  add(form, "grant_type", refresh_token.empty() ? "client_credentials" : "refresh_token");
  if (!refresh_token.empty()) add(form, "refresh_token", refresh_token);
  if (who.auth == client_auth::body) {
    add(form, "client_id", who.id);
    if (!who.secret.empty()) add(form, "client_secret", who.secret.view());
  }
  if (!who.scope.empty()) add(form, "scope", who.scope);
  return form;
}

}  // namespace

std::string form_encoded(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._*";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos)
      out += c;
    else
      out += percent_encoded(c);
  }
  return out;
}

std::string write_request(const client& who, std::string_view refresh_token) {
  http::request<http::string_body> request(http::verb::post, who.token_url.target, 11);
  request.set(http::field::host, authority(who.token_url));
  request.set(http::field::user_agent, "watchpost");
  request.set(http::field::accept, "application/json");
  request.set(http::field::connection, "close");
  if (who.auth == client_auth::basic) {
    const std::string pair = form_encoded(who.id) + ':' + form_encoded(who.secret.view());
    request.set(http::field::authorization, "Basic " + to_base64(pair));
  }
  request.set(http::field::content_type, "application/x-www-form-urlencoded");
  request.body() = write_form(who, refresh_token);
  request.prepare_payload();

  http::request_serializer<http::string_body> out(request);
  std::string text;
  text.reserve(request.body().size() + 1024);
  boost::system::error_code error;
  while (!out.is_done() && !error) {
    out.next(error, [&](boost::system::error_code&, const auto& buffers) {
      std::size_t size = 0;
      for (const auto piece : boost::beast::buffers_range_ref(buffers)) {
        text.append(static_cast<const char*>(piece.data()), piece.size());
        size += piece.size();
      }
      out.consume(size);
    });
  }
  wipe(request.body());
  return text;
}

namespace {

constexpr std::int64_t longest = 366LL * 24 * 3600;  // seconds; nobody means more

failure wrong(cause why, unsigned http_status, std::string detail) {
  failure f = make_failure(stage::sign_in, why, std::move(detail));
  f.code = static_cast<int>(http_status);
  return f;
}

std::string_view text_of(const boost::json::object& all, const char* key) {
  const boost::json::value* const member = all.if_contains(key);
  if (member == nullptr || !member->is_string()) return {};
  return {member->get_string().data(), member->get_string().size()};
}

// A number, or as some servers write it a string of digits.
std::optional<std::chrono::seconds> lifetime_of(const boost::json::object& all) {
  const boost::json::value* const member = all.if_contains("expires_in");
  if (member == nullptr) return std::nullopt;
  std::int64_t seconds = -1;
  if (const auto* whole = member->if_int64()) {
    seconds = *whole;
  } else if (member->is_uint64()) {
    seconds = longest;
  } else if (const auto* real = member->if_double()) {
    seconds = *real >= 0 && *real < static_cast<double>(longest) ? static_cast<std::int64_t>(*real) : -1;
  } else {
    seconds = to_number<std::int64_t>(text_of(all, "expires_in")).value_or(-1);
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

failure refusal(unsigned http_status, const boost::json::object* said) {
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

}  // namespace

result<grant> parse_answer(unsigned http_status, std::string_view body) {
  if (body.size() > max_answer) return wrong(cause::limit, http_status, "the answer is too long");
  boost::json::parse_options strict;
  strict.max_depth = 8;
  boost::json::error_code broken;
  const boost::json::value value =
      boost::json::parse(boost::json::string_view(body.data(), body.size()), broken, {}, strict);
  const boost::json::object* const all = broken ? nullptr : value.if_object();
  if (http_status != 200) return refusal(http_status, all);
  if (all == nullptr) return wrong(cause::protocol, http_status, "the answer is not a JSON object");
  if (!text_of(*all, "error").empty()) return refusal(400, all);  // with status 200, as some do

  const std::string_view token = text_of(*all, "access_token");
  if (token.empty()) return wrong(cause::protocol, http_status, "there is no access_token in the answer");
  if (!sasl::is_bearer_token(token))
    return wrong(cause::protocol, http_status, "the access_token is not a bearer token (RFC 6750)");
  const std::string_view type = text_of(*all, "token_type");
  if (!ascii::same_word(type, "bearer"))
    return wrong(cause::protocol, http_status,
                 type.empty() ? std::string("there is no token_type in the answer")
                              : "the token_type is '" + printable(type.substr(0, 40)) + "', not Bearer");
  const std::string_view replaced = text_of(*all, "refresh_token");
  constexpr std::size_t most = 16 * 1024;
  if (replaced.size() > most) return wrong(cause::limit, http_status, "the refresh_token is too long");
  return grant{secret(token), secret(replaced), lifetime_of(*all)};
}

}  // namespace watchpost::mail::oauth

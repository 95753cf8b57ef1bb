#include "request.h"

#include "../sasl/mechanism.h"
#include "../sasl/secret.h"

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>

namespace watchpost::mail::oauth {
namespace {

namespace http = boost::beast::http;

void add(std::string& form, std::string_view key, std::string_view value) {
  if (!form.empty()) form += '&';
  form += key;
  form += '=';
  std::string encoded = form_encoded(value);
  form += encoded;
  sasl::wipe(encoded);
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
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[static_cast<unsigned char>(c) >> 4U];
      out += digits[static_cast<unsigned char>(c) & 15U];
    }
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
    request.set(http::field::authorization, "Basic " + sasl::to_base64(pair));
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
  sasl::wipe(request.body());
  return text;
}

}  // namespace watchpost::mail::oauth

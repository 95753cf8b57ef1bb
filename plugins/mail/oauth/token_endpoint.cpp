#include "token_endpoint.h"

#include "account.h"
#include "grant.h"
#include "mail/sasl/redaction.h"
#include "mail/secret.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <initializer_list>

namespace watchpost::mail::oauth {

namespace {

namespace http = boost::beast::http;
namespace asio = boost::asio;

constexpr std::uint32_t max_head = 16 * 1024;

failure unreadable(const boost::system::error_code& error) {
  const bool too_long = error == http::error::header_limit || error == http::error::body_limit ||
                        error == http::error::buffer_overflow;
  return too_long
             ? make_failure(stage::sign_in, cause::limit, "the answer is too long")
             : make_failure(stage::sign_in, cause::protocol, "the answer is not HTTP: " + error.message());
}

// What the parser could not use yet stands at the front of the buffer.
net::task<result<http_answer>> read_answer(net::transport& from) {
  http::response_parser<http::string_body> parser;
  parser.header_limit(max_head);
  parser.body_limit(max_answer);
  parser.eager(true);
  std::string unused;
  std::array<char, 4096> chunk{};
  while (!parser.is_done()) {
    const result<std::size_t> got = co_await from.read_some(chunk);
    boost::system::error_code error;
    if (got) {
      unused.append(chunk.data(), *got);
      const std::size_t taken = parser.put(asio::buffer(unused), error);
      unused.erase(0, taken);
      if (error == http::error::need_more) error = {};
    } else if (got.error().why == cause::closed && parser.got_some()) {
      parser.put_eof(error);
    } else {
      co_return got.error();
    }
    if (error) co_return unreadable(error);
  }
  http_answer answer;
  answer.status = parser.get().result_int();
  answer.body = std::move(parser.get().body());
  wipe(unused);
  co_return answer;
}

}  // namespace

net::task<result<http_answer>> exchange(net::network& net, const url& to, net::tls_settings trust,
                                        const secret& request, net::instant deadline,
                                        net::cancellation cancel, std::function<void()> sent) {
  trust.verify = true;
  const net::connect_options where{.server = {to.host, to.port},
                                   .tls = net::tls_mode::implicit,
                                   .trust = std::move(trust),
                                   .connect_by = {},
                                   .deadline = deadline};
  session_report unheeded;
  CO_TRY_AS(connected, co_await net::connect(net, where, cancel, unheeded));
  net::transport& server = *connected;
  server.at(stage::sign_in);
  sent();
  CO_TRY(co_await server.write(request.view()));
  result<http_answer> answer = co_await read_answer(server);
  server.close();
  co_return answer;
}

namespace {

// Servers repeat in their descriptions what they were told.
failure told(failure f, const client& who, const secret& refresh_token) {
  constexpr std::size_t least = 4;
  for (const std::string_view word : std::initializer_list<std::string_view>{
           refresh_token.view(), who.secret.view(), who.refresh_token.view()}) {
    if (word.size() < least) continue;
    for (std::string* text : {&f.server, &f.enhanced, &f.detail})
      *text = sasl::masked(std::move(*text), word, "***");
  }
  return unobtainable(std::move(f), printable(to_text(who.token_url)));
}

}  // namespace

net::task<result<grant>> request_token(net::network& net, const client& who, secret refresh_token,
                                       net::instant deadline, net::cancellation cancel,
                                       std::function<void()> sent) {
  std::string text = write_request(who, refresh_token.view());
  const secret request(text);
  wipe(text);
  result<http_answer> answer =
      co_await exchange(net, who.token_url, who.trust, request, deadline, cancel, std::move(sent));
  if (!answer) co_return told(answer.error(), who, refresh_token);
  result<grant> granted = parse_answer(answer->status, answer->body);
  wipe(answer->body);
  if (!granted) co_return told(granted.error(), who, refresh_token);
  co_return granted;
}

}  // namespace watchpost::mail::oauth

#include "exchange.h"

#include "../sasl/secret.h"
#include "answer_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>

namespace watchpost::mail::oauth {
namespace {

namespace http = boost::beast::http;
namespace asio = boost::asio;

constexpr std::uint32_t max_head = 16 * 1024;

failure unreadable(const boost::system::error_code& error) {
  failure f;
  f.at = stage::sign_in;
  const bool too_long = error == http::error::header_limit || error == http::error::body_limit ||
                        error == http::error::buffer_overflow;
  f.why = too_long ? cause::limit : cause::protocol;
  f.detail = too_long ? "the answer is too long" : "the answer is not HTTP: " + error.message();
  return f;
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
  sasl::wipe(unused);
  co_return answer;
}

}  // namespace

net::task<result<http_answer>> exchange(net::network& net, const url& to, net::tls_settings trust,
                                        const sasl::secret_text& request, net::instant deadline,
                                        net::cancellation cancel, std::function<void()> sent) {
  trust.verify = true;
  const net::connect_options where{.server = {to.host, to.port},
                                   .tls = net::tls_mode::implicit,
                                   .trust = std::move(trust),
                                   .connect_by = {},
                                   .deadline = deadline};
  session_report unheeded;
  result<std::unique_ptr<net::transport>> connected = co_await net::connect(net, where, cancel, unheeded);
  if (!connected) co_return connected.error();
  net::transport& server = **connected;
  server.at(stage::sign_in);
  sent();
  const result<void> said = co_await server.write(request.view());
  if (!said) co_return said.error();
  result<http_answer> answer = co_await read_answer(server);
  server.close();
  co_return answer;
}

}  // namespace watchpost::mail::oauth

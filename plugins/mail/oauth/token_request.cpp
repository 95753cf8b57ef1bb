#include "token_request.h"

#include "../sasl/secret.h"
#include "exchange.h"
#include "failures.h"
#include "request.h"

#include <initializer_list>

namespace watchpost::mail::oauth {
namespace {

// Servers repeat in their descriptions what they were told.
failure told(failure f, const client& who, const sasl::secret_text& refresh_token) {
  constexpr std::size_t least = 4;
  for (const std::string_view word : std::initializer_list<std::string_view>{
           refresh_token.view(), who.secret.view(), who.refresh_token.view()}) {
    if (word.size() < least) continue;
    for (std::string* text : {&f.server, &f.enhanced, &f.detail})
      for (std::size_t at = 0; (at = text->find(word, at)) != std::string::npos; at += 3)
        text->replace(at, word.size(), "***");
  }
  return unobtainable(std::move(f), printable(to_text(who.token_url)));
}

}  // namespace

net::task<result<grant>> request_token(net::network& net, const client& who, sasl::secret_text refresh_token,
                                       net::instant deadline, net::cancellation cancel,
                                       std::function<void()> sent) {
  std::string text = write_request(who, refresh_token.view());
  const sasl::secret_text request(text);
  sasl::wipe(text);
  result<http_answer> answer =
      co_await exchange(net, who.token_url, who.trust, request, deadline, cancel, std::move(sent));
  if (!answer) co_return told(answer.error(), who, refresh_token);
  result<grant> granted = parse_answer(answer->status, answer->body);
  sasl::wipe(answer->body);
  if (!granted) co_return told(granted.error(), who, refresh_token);
  co_return granted;
}

}  // namespace watchpost::mail::oauth

#include "sasl_dialogue.h"

#include "crypto.h"

namespace watchpost::sandbox {

// RFC 4954 section 4 allows responses of 12288 octets.
constexpr std::size_t longest_response = 12288;

asio::awaitable<sasl_outcome> run_sasl(connection& link, const sasl_exchange& exchange,
                                       std::string_view prompt, std::optional<std::string> initial) {
  std::optional<std::string> response;
  if (initial) {
    response = *initial == "=" ? std::string{} : base64_decode(*initial);
    if (!response) co_return sasl_outcome{sasl_outcome::malformed};
  }
  // The longest mechanism takes three steps; one that asks forever is a bug.
  for (int i = 0; i < 8; ++i) {
    const sasl_step step = exchange(std::move(response));
    if (step.what == sasl_step::success) co_return sasl_outcome{sasl_outcome::signed_in, step.account};
    if (step.what == sasl_step::failure) co_return sasl_outcome{sasl_outcome::refused};
    link.write(prompt);
    link.write(base64_encode(step.data));
    link.write("\r\n");
    const input_line line = co_await link.read_line(longest_response);
    if (line.result == read_result::closed) co_return sasl_outcome{sasl_outcome::closed};
    if (line.result == read_result::too_long) co_return sasl_outcome{sasl_outcome::malformed};
    if (line.text == "*") co_return sasl_outcome{sasl_outcome::cancelled};
    response = base64_decode(line.text);
    if (!response) co_return sasl_outcome{sasl_outcome::malformed};
  }
  co_return sasl_outcome{sasl_outcome::refused};
}

}  // namespace watchpost::sandbox

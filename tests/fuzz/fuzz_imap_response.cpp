// Bytes of an IMAP server, cut into lines and literals as the session does it.
#include "mail/imap/command.h"
#include "mail/imap/lexer.h"
#include "mail/imap/response.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace watchpost::mail;
using namespace watchpost::mail::imap;

void require(bool holds) {
  if (!holds) std::abort();
}

void examine(std::string_view text) {
  const auto r = parse_response(text);
  if (!r) return;
  require(!r->tag.empty());
  if (const auto* said = std::get_if<status_response>(&r->data)) {
    require(refusal(stage::sign_in, *said).server.size() <= 500);
    const capabilities caps(said->code.argument);
    require(caps.mechanisms().size() <= said->code.argument.size());
  }
  if (const auto* found = std::get_if<search_data>(&r->data))
    for (const auto& range : found->found) require(range.first != 0 && range.first <= range.last);
  if (const auto* data = std::get_if<fetch_data>(&r->data)) require(data->number != 0 && data->uid != 0U);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view in(reinterpret_cast<const char*>(data), size);
  examine(in);

  assembler response;
  while (!in.empty()) {
    const auto end = std::min(in.find('\n'), in.size());
    auto line = in.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    in.remove_prefix(std::min(end + 1, in.size()));
    auto step = response.line(line);
    if (step == assembler::step::literal) {
      const auto announced = static_cast<std::size_t>(response.literal_size());
      const auto arrived = std::min(announced, in.size());
      step = response.literal(in.substr(0, std::min(arrived, max_literal)));
      in.remove_prefix(arrived);
    }
    require(response.text().size() <= max_response + 16);
    if (step == assembler::step::limit || step == assembler::step::malformed) break;
    if (step == assembler::step::complete) {
      examine(response.text());
      response.clear();
    }
  }
  return 0;
}

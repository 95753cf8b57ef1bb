// Replies of an SMTP server, line by line, and all that is read out of them.
#include "mail/smtp/reply.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace watchpost::mail;

void use(const smtp::reply& heard) {
  if (heard.code < 200 || heard.code > 599 || heard.lines.empty()) std::abort();
  const auto offers = smtp::read_capabilities(heard);
  if (offers.mechanisms.size() > 64) std::abort();
  if (smtp::queue_id(heard.text()).size() > 64) std::abort();
  for (const auto at : {stage::greeting, stage::tls, stage::sign_in, stage::recipient, stage::acceptance})
    if (smtp::verdict(at, heard).server.size() > 500) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest{reinterpret_cast<const char*>(data), size};
  smtp::reply_parser parser;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    parser.feed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (parser.last() == smtp::reply_parser::step::done) use(parser.take());
    if (parser.last() != smtp::reply_parser::step::more) parser.reset();
  }
  return 0;
}

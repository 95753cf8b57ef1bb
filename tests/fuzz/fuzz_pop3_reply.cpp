// Bytes of a POP3 server. The first byte chooses what is expected; the rest arrives in two pieces, cut
// anywhere.
#include "mail/pop3/listing.h"
#include "mail/pop3/reply.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace watchpost::mail;

void require(bool holds) {
  if (!holds) std::abort();
}

struct outcome {
  pop3::progress end = pop3::progress::more;
  std::size_t used = 0;
  pop3::reply answer;
};

outcome run(std::string_view bytes, std::size_t cut, pop3::shape form, const pop3::body_limits& bounds) {
  pop3::reply_parser p;
  p.expect(form, bounds);
  const auto head = bytes.substr(0, cut);
  auto fed = p.feed(head);
  require(fed.used <= head.size());
  std::size_t used = fed.used;
  if (fed.now == pop3::progress::more) {
    require(fed.used == head.size());
    fed = p.feed(bytes.substr(cut));
    used += fed.used;
  }
  return {fed.now, used, p.take()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const auto form = (data[0] & 1U) != 0 ? pop3::shape::lines : pop3::shape::line;
  const pop3::body_limits bounds{.keep = (data[0] & 2U) != 0 ? 32U : 65536U,
                                 .most = 1U << 20U,
                                 .most_lines = 1000,
                                 .header_only = (data[0] & 4U) != 0};
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = data[1] % (bytes.size() + 1);

  const auto whole = run(bytes, bytes.size(), form, bounds);
  const auto pieces = run(bytes, cut, form, bounds);
  require(whole.end == pieces.end || whole.end == pop3::progress::limit ||
          pieces.end == pop3::progress::limit);
  if (whole.end == pop3::progress::done && pieces.end == pop3::progress::done) {
    require(whole.used == pieces.used && whole.answer.body == pieces.answer.body);
    require(whole.answer.body.size() <= bounds.keep);
    require(whole.answer.body.empty() || whole.answer.body.ends_with("\r\n"));
  }

  (void)pop3::parse_capabilities(whole.answer.body);
  (void)pop3::parse_scan_listing(whole.answer.text);
  (void)pop3::parse_scans(whole.answer.body);
  if (auto ids = pop3::parse_unique_ids(whole.answer.body)) {
    auto& listing = ids->found;
    const auto todo = pop3::plan(listing, whole.answer.text, 10);
    require(todo.unknown.size() + todo.known.size() == listing.size());
    require(!todo.renumbered || todo.unknown.size() <= 10);
    const auto next = pop3::to_position(todo.hashes);
    require(pop3::from_position(next).has_value());
    require(pop3::plan(listing, next, 10).unknown.empty());
  }
  return 0;
}

#include "filter.h"

#include "mail/message/address.h"
#include "mail/message/automatic.h"
#include "mail/text/ascii.h"
#include "mail_command/outbox/outgoing_mail.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::intake {
namespace {

namespace ascii = mail::ascii;
namespace message = mail::message;

constexpr std::array<std::string_view, 2> writer_fields{"From", "Sender"};
constexpr std::array<std::string_view, 2> reader_fields{"To", "Cc"};
// What servers that deliver write of the envelope; forwarded and blind copies have us only there.
constexpr std::array<std::string_view, 3> envelope_fields{"Delivered-To", "X-Original-To", "Envelope-To"};

// `field` names one of ours.
bool names_us(const message::header_fields& header, std::string_view field, const filter_terms& terms) {
  const auto read = message::read_addresses(header, field);
  return std::any_of(read.found.begin(), read.found.end(),
                     [&](const std::string& a) { return ascii::holds_word(terms.own, a); });
}

bool delivered_to_us(const message::header_fields& header, std::string_view field,
                     const filter_terms& terms) {
  for (const std::string& body : header.bodies(field, 20)) {
    std::string_view address = body;
    if (address.starts_with('<') && address.ends_with('>')) address = address.substr(1, address.size() - 2);
    if (ascii::holds_word(terms.own, address)) return true;
  }
  return false;
}

passage of(message::automatic_kind k) {
  switch (k) {
    case message::automatic_kind::none:
    case message::automatic_kind::perhaps: return passage::person;
    case message::automatic_kind::bounce: return passage::bounce;
    case message::automatic_kind::list: return passage::list;
    case message::automatic_kind::reply:
    case message::automatic_kind::generated: break;
  }
  return passage::automatic;
}

}  // namespace

filtered sift(const message::header_fields& header, std::uint64_t size, const filter_terms& terms) {
  const auto refused = [](passage kind, std::string reason) { return filtered{kind, std::move(reason), {}}; };
  // Before Auto-Submitted, as that is why it is there.
  if (const auto address = header.body(outbox::loop_field))
    return refused(passage::loop, "a mail of a mail command plugin: " + message::one_line(*address));
  if (header.bodies("Received", most_hops + 1).size() > most_hops)
    return refused(passage::loop, "came through more than " + std::to_string(most_hops) + " servers");
  message::automatic a = message::how_automatic(header);
  if (of(a.kind) != passage::person) return refused(of(a.kind), std::move(a.why));
  for (const auto field : writer_fields)
    if (names_us(header, field, terms))
      return refused(passage::own, "our own address in " + std::string(field));
  const bool for_us = std::any_of(reader_fields.begin(), reader_fields.end(),
                                  [&](auto field) { return names_us(header, field, terms); }) ||
                      std::any_of(envelope_fields.begin(), envelope_fields.end(),
                                  [&](auto field) { return delivered_to_us(header, field, terms); });
  if (!for_us) return refused(passage::unaddressed, "our address is not in To, Cc or the envelope");
  if (size > terms.max_size)
    return {passage::too_big, "larger than mail.max_size = " + std::to_string(terms.max_size) + " bytes",
            std::move(a.why)};
  return {passage::person, {}, std::move(a.why)};
}

std::vector<std::string> filter_fields() {
  std::vector<std::string> all = message::automatic_fields();
  const auto add = [&all](std::string_view name) {
    if (!ascii::holds_word(all, name)) all.emplace_back(name);
  };
  for (const auto f : writer_fields) add(f);
  for (const auto f : reader_fields) add(f);
  for (const auto f : envelope_fields) add(f);
  add("Received");
  add(outbox::loop_field);
  return all;
}

}  // namespace watchpost::mail_command::intake

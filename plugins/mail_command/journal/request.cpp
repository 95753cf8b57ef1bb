#include "request.h"

#include "mail/text/ascii.h"
#include "mail/text/hex.h"
#include "mail_command/state/state_json.h"

#include <boost/json/serialize.hpp>
#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace watchpost::mail_command::journal {
namespace {

namespace json = boost::json;

json::array to_array(const std::vector<std::string>& texts) {
  json::array all;
  for (const auto& t : texts) all.push_back(json::string(t));
  return all;
}

std::vector<std::string> texts_of(const json::object& o, std::string_view key) {
  std::vector<std::string> all;
  for (const auto& each : state::array_of(o, key))
    if (each.is_string()) all.emplace_back(each.get_string());
  return all;
}

json::object to_object(const identity::assessment& a) {
  json::array claims;
  for (const identity::claim& c : a.claims)
    claims.push_back({{"user", c.user},
                      {"name", c.name},
                      {"proofs", c.reached.words()},
                      {"for_asking", c.for_asking.words()},
                      {"once_confirmed", c.once_confirmed.words()}});
  return {{"from", a.from},
          {"stranger", a.stranger},
          {"wrong", a.wrong_credentials},
          {"claims", claims},
          {"grounds", to_array(a.grounds)}};
}

identity::proofs proofs_of(const json::object& o, std::string_view key) {
  std::string words = state::text_of(o, key);
  std::replace(words.begin(), words.end(), ' ', '+');
  return identity::read_proofs(words).value_or(identity::proofs());
}

identity::assessment assessment_of(const json::object& o) {
  identity::assessment a;
  a.grounds = texts_of(o, "grounds");
  a.from = state::text_of(o, "from");
  a.stranger = state::flag_of(o, "stranger") || a.from.empty();
  a.wrong_credentials = state::flag_of(o, "wrong");
  for (const auto& each : state::array_of(o, "claims")) {
    if (!each.is_object()) continue;
    identity::claim c;
    c.user = state::flag_of(each.get_object(), "user");
    c.name = state::text_of(each.get_object(), "name");
    c.reached = proofs_of(each.get_object(), "proofs");
    c.for_asking = proofs_of(each.get_object(), "for_asking");
    c.once_confirmed = proofs_of(each.get_object(), "once_confirmed");
    a.claims.push_back(std::move(c));
  }
  return a;
}

json::object to_object(const armed& s) {
  return {{"act", static_cast<std::int64_t>(s.what)},
          {"line", static_cast<std::int64_t>(s.line)},
          {"source", s.source},
          {"point", s.point},
          {"value", state::to_json(s.value)},
          {"key", s.key},
          {"not_after", s.not_after_ms},
          {"confirmed", s.confirmed},
          {"principal", s.origin.principal},
          {"assurance", s.origin.assurance},
          {"message_id", s.origin.message_id},
          {"second", s.origin.second},
          {"back", s.back_ms},
          {"back_at", s.back_at_ms},
          {"occurrence", s.occurrence}};
}

armed armed_of(const json::object& o) {
  armed s;
  const auto act = state::number_of(o, "act");
  if (act == 1) s.what = armed::act::acknowledge;
  if (act == 2) s.what = armed::act::acknowledge_monitor;
  s.line = static_cast<std::size_t>(state::number_of(o, "line"));
  s.source = state::text_of(o, "source");
  s.point = state::text_of(o, "point");
  if (const auto* v = o.if_contains("value")) s.value = state::value_of(*v);
  s.key = state::text_of(o, "key");
  s.not_after_ms = state::number_of(o, "not_after");
  s.confirmed = state::flag_of(o, "confirmed");
  s.origin = {"mail", state::text_of(o, "principal"), state::text_of(o, "assurance"),
              state::text_of(o, "message_id"), state::text_of(o, "second")};
  s.back_ms = state::number_of(o, "back");
  s.back_at_ms = state::number_of(o, "back_at");
  s.occurrence = state::number_of(o, "occurrence");
  return s;
}

identity::answer_quota quota_of(const json::object& o) {
  const auto is = std::clamp<std::int64_t>(state::number_of(o, "standing"), 0,
                                           static_cast<std::int64_t>(identity::standing::proven));
  return {static_cast<identity::standing>(is), state::text_of(o, "account")};
}

}  // namespace

std::string mail_id(std::string_view message_id, std::string_view message) {
  const std::string_view what = message_id.empty() ? message : message_id;
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned size = 0;
  if (EVP_Digest(what.data(), what.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1) return {};
  return mail::to_hex(std::span(hash).first(16));
}

std::string to_text(const identity::assessment& a) { return json::serialize(to_object(a)); }

identity::assessment read_assessment(std::string_view text) {
  const auto o = state::read_object(text);
  return o ? assessment_of(*o) : identity::assessment{};
}

std::string to_text(const request& r) {
  json::array lines, steps;
  for (const auto& l : r.lines)
    lines.push_back({{"line", static_cast<std::int64_t>(l.line)}, {"source", l.source}});
  for (const auto& s : r.steps) steps.push_back(to_object(s));
  return json::serialize(json::object{{"id", r.mail.id},
                                      {"to", r.mail.to},
                                      {"subject", r.mail.subject},
                                      {"message_id", r.mail.message_id},
                                      {"references", to_array(r.mail.references)},
                                      {"charset", r.mail.charset},
                                      {"japanese", r.mail.japanese},
                                      {"written", r.mail.written_ms},
                                      {"standing", static_cast<std::int64_t>(r.mail.quota.is)},
                                      {"account", r.mail.quota.name},
                                      {"author", to_object(r.author)},
                                      {"accepted", r.accepted_ms},
                                      {"lines", lines},
                                      {"steps", steps}});
}

std::optional<request> read_request(std::string_view text) {
  const auto o = state::read_object(text);
  if (!o) return std::nullopt;
  request r;
  r.mail = {.id = state::text_of(*o, "id"),
            .to = state::text_of(*o, "to"),
            .subject = state::text_of(*o, "subject"),
            .message_id = state::text_of(*o, "message_id"),
            .references = {},
            .charset = state::text_of(*o, "charset"),
            .japanese = state::flag_of(*o, "japanese"),
            .written_ms = state::number_of(*o, "written"),
            .quota = quota_of(*o)};
  r.mail.references = texts_of(*o, "references");
  if (const auto* a = o->if_contains("author"); a != nullptr && a->is_object())
    r.author = assessment_of(a->get_object());
  r.accepted_ms = state::number_of(*o, "accepted");
  for (const auto& each : state::array_of(*o, "lines"))
    if (each.is_object())
      r.lines.push_back({static_cast<std::size_t>(state::number_of(each.get_object(), "line")),
                         state::text_of(each.get_object(), "source")});
  for (const auto& each : state::array_of(*o, "steps"))
    if (each.is_object()) r.steps.push_back(armed_of(each.get_object()));
  if (r.mail.id.empty() || r.mail.to.empty()) return std::nullopt;
  return r;
}

}  // namespace watchpost::mail_command::journal

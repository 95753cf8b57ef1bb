#include "screen.h"

#include "../mail/message/encoded_words.h"
#include "../mail/message/header.h"
#include "../mail/message/text_of_mail.h"
#include "filter/filter.h"
#include "grammar/match.h"
#include "identity/sender.h"

#include <algorithm>
#include <cstdlib>

namespace watchpost::mail_command {
namespace {

constexpr std::size_t most_references = 20;
constexpr std::size_t most_paragraph =
    16 * 1024;  // bytes; programs do not wrap what stands below the commands

bool is_msg_id(std::string_view id) {
  return !id.empty() && id.size() <= 250 && std::all_of(id.begin(), id.end(), [](char c) {
    return c > ' ' && c < 0x7F && c != '<' && c != '>';
  });
}

std::vector<std::string> references_of(std::string_view header) {
  std::vector<std::string> all;
  const auto body = mail::message::field(header, "References");
  std::string_view rest = body ? std::string_view(*body) : std::string_view();
  for (auto open = rest.find('<'); open != rest.npos; open = rest.find('<')) {
    rest.remove_prefix(open + 1);
    const auto close = rest.find('>');
    if (close == rest.npos) break;
    if (is_msg_id(rest.substr(0, close))) all.emplace_back(rest.substr(0, close));
    rest.remove_prefix(close + 1);
  }
  if (all.size() > most_references)
    all.erase(all.begin() + 1, all.end() - static_cast<std::ptrdiff_t>(most_references - 1));
  return all;
}

void count(work_counts& t, passage what) {
  switch (what) {
    case passage::too_big:
    case passage::unaddressed: ++t.unread; break;
    default: ++t.machines;
  }
}

// An alarm mail is acknowledged by whom it was sent to, also where no rule is about him.
bool answers_alarm(const desk& d, const command& c, std::string_view from, std::int64_t now) {
  return c.what == verb::ack && !c.code.empty() && d.kept.alarmed.find(c.code, from, now).has_value();
}

// Who has a code that we mailed is no forger of From.
account account_on(const desk& d, const screened& m) {
  const std::int64_t now = d.time.now();
  for (const command& c : m.text.commands) {
    if (answers_alarm(d, c, m.author.from, now)) return {standing::proven, "alarm:" + m.author.from};
    if (c.what != verb::confirm) continue;
    if (const std::string* waits = d.kept.waiting.find(c.code, now))
      return {standing::proven, "code:" + *waits};
  }
  return account_of(d.how.access, m.author);
}

// Why it is not answered, after it was counted; empty: it is.
std::string beyond_count(desk& d, const account& on) {
  if (d.kept.may_answer(on, d.time.now())) return {};
  if (on.is == standing::at_its_word || on.is == standing::proven) {
    ++d.live.counts.capped;
    return "more mail than is answered in an hour";
  }
  ++d.live.counts.unproven;
  return on.is == standing::unproven ? "unproven: no row takes this address without proof"
                                     : "unproven: such mail was answered within a day";
}

}  // namespace

std::string message_id_of(std::string_view header) {
  const auto body = mail::message::field(header, "Message-ID");
  if (!body) return {};
  std::string_view id = *body;
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return is_msg_id(id) ? std::string(id) : std::string();
}

std::string unproven_id(const mail::sighting& s, const std::string& id_if_proven) {
  return mail_id({}, s.id + '\n' + id_if_proven);
}

bool is_fresh(std::string_view header, std::optional<std::int64_t> arrived_seconds, std::int64_t now_ms,
              std::chrono::milliseconds window) {
  const auto near = [&](std::int64_t seconds) {
    return seconds < now_ms / 1000 + window.count() / 1000 && seconds > now_ms / 1000 - window.count() / 1000;
  };
  const auto date = mail::message::field(header, "Date");
  const auto written = date ? mail::message::parse_date(*date) : std::nullopt;
  if (!written || !near(*written)) return false;
  if (!arrived_seconds) arrived_seconds = mail::message::received_at(header);
  return !arrived_seconds || near(*arrived_seconds);
}

screened screen(desk& d, const mail::sighting& s, std::chrono::milliseconds slack) {
  screened out;
  work_counts& counts = d.live.counts;
  const plan& how = d.how.what;
  const std::int64_t now = d.host.wall_ms();
  const std::string_view header = mail::message::header_block(s.body);
  out.mail.message_id = message_id_of(header);
  const std::string id_if_proven = mail_id(out.mail.message_id, s.body);
  out.mail.id = unproven_id(s, id_if_proven);

  const std::uint64_t size = s.cut ? how.retrieval.whole_body + 1 : s.body.size();
  const filtered sifted = sift(header, size, {{how.address}, how.retrieval.whole_body});
  if (sifted.is != passage::person) {
    count(counts, sifted.is);
    out.why = std::string(name(sifted.is)) + (sifted.why.empty() ? "" : ": " + sifted.why);
    return out;
  }
  if (d.kept.seen.has(out.mail.id) || d.kept.seen.has(id_if_proven)) {
    ++counts.replayed;
    out.why = "replayed";
    return out;
  }
  const sender who = read_sender(header);
  if (!who.fault.empty()) {
    ++counts.strangers;
    out.why = "stranger: " + who.fault;
    return out;
  }

  const signature sig = verify_signature(s.body, d.how.access, who.address, now);
  const bool signed_well = sig.state == signature_state::good;
  const std::string_view obeyed = signed_well ? std::string_view(sig.content) : std::string_view(s.body);
  auto text = mail::message::read_text(
      obeyed, {.message = how.retrieval.whole_body, .lines = how.max_lines + 1, .line = most_paragraph});
  if (!text) {
    ++counts.unread;
    out.why = "not a mail that can be read";
    return out;
  }
  const std::string subject = text->subject;
  const point_names names(d.host.catalogue());
  const auto from = mail::message::field(header, "From");
  const std::string writer = from ? mail::message::decode_words(*from, nullptr) : std::string();
  out.text = parse(signed_well ? std::string_view() : std::string_view(subject), text->lines,
                   {.subject_commands = how.subject_commands,
                    .end_marker = how.end_marker,
                    .max_lines = how.max_lines,
                    .max_commands = how.max_commands,
                    .points = &names,
                    .from = writer,
                    .cut = text->lines_cut,
                    .besides = text->besides});
  out.remarks = std::move(text->remarks);

  const credentials& given = out.text.who;
  const auto arrived = s.arrived ? s.arrived : mail::message::received_at(header);
  out.author = assess(d.how.access,
                      {.header = header,
                       .from = who.address,
                       .signed_by = &sig,
                       .user = given.user,
                       .password = given.password.reveal(),
                       .code = given.code,
                       .now_ms = now,
                       .arrived_ms = arrived.value_or(0) * 1000,
                       .window_ms = (how.freshness + slack).count(),
                       .used = [&d](std::string_view key) { return d.kept.once.has(key); }},
                      d.kept.tries);
  if (out.author.stranger) {
    const auto& asked = out.text.commands;
    if (std::none_of(asked.begin(), asked.end(),
                     [&](const command& c) { return answers_alarm(d, c, who.address, d.time.now()); })) {
      ++counts.strangers;
      out.why = "stranger";
      return out;
    }
    out.author = {};
    out.author.stranger = false;
    out.author.from = who.address;
  }
  if (!out.author.subject_counts)
    std::erase_if(out.text.commands, [](const command& c) { return c.line == 0; });
  out.mail.on = account_on(d, out);
  if (out.mail.on.is >= standing::at_its_word) out.mail.id = id_if_proven;
  out.why = beyond_count(d, out.mail.on);
  if (!out.why.empty()) return out;

  out.mail.to = who.address;
  out.mail.subject = mail::message::one_line(subject);
  out.mail.references = references_of(header);
  out.mail.charset = text->charset;
  out.mail.japanese = how.language == answer_language::automatic ? out.text.in == language::japanese
                                                                 : how.language == answer_language::japanese;
  const auto date = mail::message::field(header, "Date");
  out.mail.written_ms = (date ? mail::message::parse_date(*date) : std::nullopt).value_or(now / 1000) * 1000;
  out.is = verdict_on_mail::take;
  if (!is_fresh(header, s.arrived, now, how.freshness + slack)) {
    ++counts.stale;
    out.is = verdict_on_mail::old;
    out.why = "not fresh";
  }
  return out;
}

}  // namespace watchpost::mail_command

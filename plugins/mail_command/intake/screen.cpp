#include "screen.h"

#include "filter.h"
#include "mail/message/encode.h"
#include "mail/message/header.h"
#include "mail/message/text_of_mail.h"
#include "mail_command/grammar/match.h"
#include "mail_command/identity/sender.h"

#include <algorithm>
#include <cstdlib>

namespace watchpost::mail_command::intake {
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

void count(runtime::work_counts& t, passage what) {
  switch (what) {
    case passage::too_big:
    case passage::unaddressed: ++t.unread; break;
    default: ++t.machines;
  }
}

// An alarm mail is acknowledged by whom it was sent to, also where no rule is about him.
bool answers_alarm(const runtime::context& ctx, const grammar::command& c, std::string_view from,
                   std::int64_t now) {
  return c.what == grammar::verb::ack && !c.code.empty() &&
         ctx.state.alarmed.find(c.code, from, now).has_value();
}

// Who has a code that we mailed is no forger of From.
identity::answer_quota quota_on(const runtime::context& ctx, const screened& m) {
  const std::int64_t now = ctx.time.now();
  for (const grammar::command& c : m.text.commands) {
    if (answers_alarm(ctx, c, m.author.from, now))
      return {identity::standing::proven, "alarm:" + m.author.from};
    if (c.what != grammar::verb::confirm) continue;
    if (const std::string* waits = ctx.state.pending.find(c.code, now))
      return {identity::standing::proven, "code:" + *waits};
  }
  return quota_of(ctx.config.rules, m.author);
}

// Why it is not answered, after it was counted; empty: it is.
std::string beyond_count(runtime::context& ctx, const identity::answer_quota& on) {
  if (ctx.state.may_answer(on, ctx.time.now())) return {};
  if (on.is == identity::standing::at_its_word || on.is == identity::standing::proven) {
    ++ctx.live.counts.capped;
    return "more mail than is answered in an hour";
  }
  ++ctx.live.counts.unproven;
  return on.is == identity::standing::unproven ? "unproven: no row takes this address without proof"
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

std::string unproven_id(const mail::message_info& s, const std::string& id_if_proven) {
  return journal::mail_id({}, s.id + '\n' + id_if_proven);
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

namespace {

// One mail, step by step; each either says why it is dropped or adds to what is known of it.
class screener {
 public:
  screener(runtime::context& ctx, const mail::message_info& s, std::chrono::milliseconds slack)
      : ctx_(ctx),
        s_(s),
        window_(ctx.config.freshness + slack),
        header_(mail::message::header_block(s.body)) {}

  screened run() {
    out_.mail.message_id = message_id_of(header_);
    id_if_proven_ = journal::mail_id(out_.mail.message_id, s_.body);
    out_.mail.id = unproven_id(s_, id_if_proven_);
    out_.why = dropped();
    return std::move(out_);
  }

 private:
  // Empty: it is not.
  std::string dropped() {
    const runtime::configuration& config = ctx_.config;
    const std::uint64_t size = s_.cut ? config.retrieval.whole_body + 1 : s_.body.size();
    const filtered sifted = sift(header_, size, {{config.address}, config.retrieval.whole_body});
    const bool too_big = sifted.is == passage::too_big;
    if (sifted.is != passage::person) count(ctx_.live.counts, sifted.is);
    if (sifted.is != passage::person && !too_big) return std::string(name(sifted.is)) + ": " + sifted.why;
    if (ctx_.state.seen.has(out_.mail.id) || ctx_.state.seen.has(id_if_proven_)) {
      ++ctx_.live.counts.replayed;
      return "replayed";
    }
    const identity::sender who = identity::read_sender(header_);
    if (!who.fault.empty()) return stranger(": " + who.fault);
    from_ = who.address;
    // Of a mail that is cut off the header alone may prove something.
    if (!too_big && !read()) {
      ++ctx_.live.counts.unread;
      return "not a mail that can be read";
    }
    std::string too_much = "too big: " + sifted.why;
    if (!know_author()) return too_big ? too_much : stranger({});
    const bool asks = !out_.text.commands.empty();
    if (!sifted.perhaps.empty() && !asks) {
      ++ctx_.live.counts.machines;
      return "may be an automatic reply: " + sifted.perhaps;
    }
    out_.mail.quota = quota_on(ctx_, out_);
    if (too_big && out_.mail.quota.is != identity::standing::proven) return too_much;
    if (out_.mail.quota.is >= identity::standing::at_its_word) out_.mail.id = id_if_proven_;
    if (auto why = beyond_count(ctx_, out_.mail.quota); !why.empty()) return why;
    if (too_big) know_subject();
    correspond();
    out_.is = too_big ? verdict_on_mail::too_big : verdict_on_mail::take;
    if (too_big) return too_much;
    if (is_fresh(header_, s_.arrived, now_, window_)) return {};
    ++ctx_.live.counts.stale;
    out_.is = verdict_on_mail::old;
    return "not fresh";
  }

  std::string stranger(const std::string& why) {
    ++ctx_.live.counts.strangers;
    return "stranger" + why;
  }

  bool read() {
    const runtime::configuration& config = ctx_.config;
    signature_ = verify_signature(s_.body, ctx_.config.rules, from_, now_);
    const bool signed_well = signature_.state == identity::signature_state::good;
    const std::string_view obeyed =
        signed_well ? std::string_view(signature_.content) : std::string_view(s_.body);
    auto text = mail::message::read_text(
        obeyed,
        {.message = config.retrieval.whole_body, .lines = config.max_lines + 1, .line = most_paragraph});
    if (!text) return false;
    const grammar::point_names names(ctx_.host.catalogue());
    const auto from = mail::message::field(header_, "From");
    const std::string writer = from ? mail::message::decode_words(*from, nullptr) : std::string();
    out_.text =
        grammar::parse(signed_well ? std::string_view() : std::string_view(text->subject), text->lines,
                       {.subject_commands = config.subject_commands,
                        .end_marker = config.end_marker,
                        .max_lines = config.max_lines,
                        .max_commands = config.max_commands,
                        .points = &names,
                        .from = writer,
                        .cut = text->lines_cut,
                        .besides = text->besides});
    out_.remarks = std::move(text->remarks);
    out_.mail.charset = text->charset;
    subject_ = std::move(text->subject);
    return true;
  }

  // False: nobody that a row is about, nor one who answers an alarm mail.
  bool know_author() {
    const grammar::credentials& given = out_.text.who;
    const auto arrived = s_.arrived ? s_.arrived : mail::message::received_at(header_);
    out_.author = assess(ctx_.config.rules,
                         {.header = header_,
                          .from = from_,
                          .signed_by = &signature_,
                          .user = given.user,
                          .password = given.password.reveal(),
                          .code = given.code,
                          .now_ms = now_,
                          .arrived_ms = arrived.value_or(0) * 1000,
                          .window_ms = window_.count(),
                          .used = [this](std::string_view key) { return ctx_.state.once.has(key); }},
                         ctx_.state.tries);
    auto& asked = out_.text.commands;
    if (out_.author.stranger) {
      if (std::none_of(asked.begin(), asked.end(), [&](const grammar::command& c) {
            return answers_alarm(ctx_, c, from_, ctx_.time.now());
          }))
        return false;
      out_.author = {};
      out_.author.stranger = false;
      out_.author.from = from_;
    }
    if (!out_.author.subject_counts)
      std::erase_if(asked, [](const grammar::command& c) { return c.line == 0; });
    return true;
  }

  // Of a mail that was not read.
  void know_subject() {
    const auto body = mail::message::field(header_, "Subject");
    if (body) subject_ = mail::message::decode_words(*body, nullptr);
    out_.text.in = grammar::parse(subject_, {}, {}).in;
  }

  void correspond() {
    const auto date = mail::message::field(header_, "Date");
    const auto language_set = ctx_.config.language;
    out_.mail.to = from_;
    out_.mail.subject = mail::message::one_line(subject_);
    out_.mail.references = references_of(header_);
    out_.mail.japanese = language_set == runtime::answer_language::automatic
                             ? out_.text.in == grammar::language::japanese
                             : language_set == runtime::answer_language::japanese;
    out_.mail.written_ms =
        (date ? mail::message::parse_date(*date) : std::nullopt).value_or(now_ / 1000) * 1000;
  }

  runtime::context& ctx_;
  const mail::message_info& s_;
  std::chrono::milliseconds window_;
  std::string_view header_;
  std::int64_t now_ = ctx_.host.wall_ms();
  std::string id_if_proven_, from_, subject_;
  identity::signature signature_;
  screened out_;
};

}  // namespace

screened screen(runtime::context& ctx, const mail::message_info& s, std::chrono::milliseconds slack) {
  return screener(ctx, s, slack).run();
}

}  // namespace watchpost::mail_command::intake

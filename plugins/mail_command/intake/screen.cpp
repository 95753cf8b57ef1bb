#include "screen.h"

#include "mail/message/encode.h"
#include "mail/message/text_of_mail.h"
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

std::vector<std::string> references_of(const mail::message::header_fields& header) {
  std::vector<std::string> all;
  const auto body = header.body("References");
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

rejection stranger(const std::string& detail) {
  return {"stranger" + detail, &runtime::work_counts::strangers};
}

}  // namespace

std::string message_id_of(const mail::message::header_fields& header) {
  const auto body = header.body("Message-ID");
  if (!body) return {};
  std::string_view id = *body;
  if (id.starts_with('<') && id.ends_with('>')) id = id.substr(1, id.size() - 2);
  return is_msg_id(id) ? std::string(id) : std::string();
}

std::string unproven_id(const mail::message_info& info, const std::string& id_if_proven) {
  return journal::mail_id({}, info.id + '\n' + id_if_proven);
}

bool is_fresh(const mail::message::header_fields& header, std::optional<std::int64_t> arrived_seconds,
              std::int64_t now_ms, std::chrono::milliseconds window) {
  const auto near = [&](std::int64_t seconds) {
    return seconds < now_ms / 1000 + window.count() / 1000 && seconds > now_ms / 1000 - window.count() / 1000;
  };
  const auto date = header.body("Date");
  const auto written = date ? mail::message::parse_date(*date) : std::nullopt;
  if (!written || !near(*written)) return false;
  if (!arrived_seconds) arrived_seconds = mail::message::received_at(header);
  return !arrived_seconds || near(*arrived_seconds);
}

screening::screening(const runtime::configuration& config, const mail::message_info& info, times at)
    : config_(config), info_(info), at_(at), header_(info.body) {
  out_.mail.message_id = message_id_of(header_);
  id_if_proven_ = journal::mail_id(out_.mail.message_id, info_.body);
  out_.mail.id = unproven_id(info_, id_if_proven_);
}

std::optional<rejection> screening::filter() {
  const std::uint64_t size = info_.cut ? config_.retrieval.whole_body + 1 : info_.body.size();
  kind_ = sift(header_, size, {{config_.address}, config_.retrieval.whole_body});
  if (kind_.kind == passage::person || too_big()) return std::nullopt;
  return rejection{
      std::string(name(kind_.kind)) + ": " + kind_.reason,
      kind_.kind == passage::unaddressed ? &runtime::work_counts::unread : &runtime::work_counts::machines};
}

std::optional<rejection> screening::replay(const state::aged_keys& seen) const {
  if (!seen.has(out_.mail.id) && !seen.has(id_if_proven_)) return std::nullopt;
  return rejection{"replayed", &runtime::work_counts::replayed};
}

std::optional<rejection> screening::content(const std::function<std::vector<point::info>()>& catalogue) {
  identity::sender writer = identity::read_sender(header_);
  if (!writer.fault.empty()) return stranger(": " + writer.fault);
  from_ = std::move(writer.address);
  if (too_big() || read(catalogue)) return std::nullopt;
  return rejection{"not a mail that can be read", &runtime::work_counts::unread};
}

bool screening::read(const std::function<std::vector<point::info>()>& catalogue) {
  signature_ = verify_signature(info_.body, config_.rules, from_, at_.wall_ms);
  const bool signed_well = signature_.state == identity::signature_state::good;
  auto text = mail::message::read_text(
      signed_well ? signature_.content : info_.body,
      {.message = config_.retrieval.whole_body, .lines = config_.max_lines + 1, .line = most_paragraph});
  if (!text) return false;
  const grammar::point_names names(catalogue());
  const std::string writer = mail::message::decode_words(header_.body("From").value_or(""), nullptr);
  out_.text = grammar::parse(signed_well ? std::string_view() : std::string_view(text->subject), text->lines,
                             {.subject_commands = config_.subject_commands,
                              .end_marker = config_.end_marker,
                              .max_lines = config_.max_lines,
                              .max_commands = config_.max_commands,
                              .points = &names,
                              .from = writer,
                              .cut = text->lines_cut,
                              .besides = text->besides});
  out_.remarks = std::move(text->remarks);
  out_.mail.charset = text->charset;
  subject_ = std::move(text->subject);
  return true;
}

// An alarm mail is acknowledged by whom it was sent to, also where no rule is about him.
bool screening::answers_alarm(const journal::durable_state& state, const grammar::command& c) const {
  return c.action == grammar::verb::ack && !c.code.empty() &&
         state.alarmed.find(c.code, from_, at_.now_ms).has_value();
}

std::optional<rejection> screening::author(journal::durable_state& state) {
  const grammar::credentials& given = out_.text.login;
  const auto arrived = info_.arrived ? info_.arrived : mail::message::received_at(header_);
  out_.author = assess(config_.rules,
                       {.header = &header_,
                        .from = from_,
                        .signed_by = &signature_,
                        .user = given.user,
                        .password = given.password.reveal(),
                        .code = given.code,
                        .now_ms = at_.wall_ms,
                        .arrived_ms = arrived.value_or(0) * 1000,
                        .window_ms = at_.window.count(),
                        .used = [&state](std::string_view key) { return state.once.has(key); }},
                       state.tries);
  auto& asked = out_.text.commands;
  if (out_.author.stranger) {
    if (std::none_of(asked.begin(), asked.end(),
                     [&](const grammar::command& c) { return answers_alarm(state, c); }))
      return too_big() ? oversize() : stranger({});
    out_.author = {};
    out_.author.stranger = false;
    out_.author.from = from_;
  }
  if (!out_.author.subject_counts)
    std::erase_if(asked, [](const grammar::command& c) { return c.line == 0; });
  if (kind_.doubt.empty() || !asked.empty()) return std::nullopt;
  return rejection{"may be an automatic reply: " + kind_.doubt, &runtime::work_counts::machines};
}

// Who has a code that we mailed is no forger of From.
identity::answer_quota screening::quota_of_answer(const journal::durable_state& state) const {
  for (const grammar::command& c : out_.text.commands) {
    if (answers_alarm(state, c)) return {identity::standing::proven, "alarm:" + from_};
    if (c.action != grammar::verb::confirm) continue;
    if (const std::string* id = state.pending.find(c.code, at_.now_ms))
      return {identity::standing::proven, "code:" + *id};
  }
  return quota_of(config_.rules, out_.author);
}

std::optional<rejection> screening::allowance(const journal::durable_state& state) {
  const identity::answer_quota quota = quota_of_answer(state);
  out_.mail.quota = quota;
  if (too_big() && quota.is != identity::standing::proven) return oversize();
  const bool believed = quota.is >= identity::standing::at_its_word;
  if (believed) out_.mail.id = id_if_proven_;
  if (!state.may_answer(quota, at_.now_ms)) {
    if (believed) return rejection{"more mail than is answered in an hour", &runtime::work_counts::capped};
    return rejection{quota.is == identity::standing::unproven
                         ? "unproven: no row takes this address without proof"
                         : "unproven: such mail was answered within a day",
                     &runtime::work_counts::unproven};
  }
  if (too_big()) know_subject();
  correspond();
  return std::nullopt;
}

// Of a mail that was not read.
void screening::know_subject() {
  subject_ = mail::message::decode_words(header_.body("Subject").value_or(""), nullptr);
  out_.text.in = grammar::parse(subject_, {}, {}).in;
}

void screening::correspond() {
  const auto date = header_.body("Date");
  out_.mail.to = from_;
  out_.mail.subject = mail::message::one_line(subject_);
  out_.mail.references = references_of(header_);
  out_.mail.japanese = config_.language == runtime::answer_language::automatic
                           ? out_.text.in == grammar::language::japanese
                           : config_.language == runtime::answer_language::japanese;
  out_.mail.written_ms =
      (date ? mail::message::parse_date(*date) : std::nullopt).value_or(at_.wall_ms / 1000) * 1000;
}

std::optional<rejection> screening::freshness() const {
  if (too_big()) return oversize(verdict_on_mail::too_big);
  if (is_fresh(header_, info_.arrived, at_.wall_ms, at_.window)) return std::nullopt;
  return rejection{"not fresh", &runtime::work_counts::stale, verdict_on_mail::old};
}

screened screen(runtime::context& ctx, const mail::message_info& info, std::chrono::milliseconds slack) {
  screening steps(ctx.config, info, {ctx.host.wall_ms(), ctx.time.now(), ctx.config.freshness + slack});
  std::optional<rejection> rejected = steps.filter();
  if (steps.too_big()) ++ctx.live.counts.unread;
  if (!rejected) rejected = steps.replay(ctx.state.seen);
  if (!rejected) rejected = steps.content([&ctx] { return ctx.host.catalogue(); });
  if (!rejected) rejected = steps.author(ctx.state);
  if (!rejected) rejected = steps.allowance(ctx.state);
  if (!rejected) rejected = steps.freshness();
  if (rejected && rejected->count != nullptr) ++(ctx.live.counts.*rejected->count);
  screened out = steps.take();
  out.verdict = rejected ? rejected->verdict : verdict_on_mail::take;
  if (rejected) out.reason = std::move(rejected->reason);
  return out;
}

}  // namespace watchpost::mail_command::intake

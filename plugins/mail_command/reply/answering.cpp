#include "answering.h"

#include "brief.h"
#include "mail/message/encode.h"
#include "mail_command/outbox/reply_mail.h"

namespace watchpost::mail_command::reply {
namespace {

constexpr grammar::bilingual too_long{
    "the answer is too long for a mail; of each line there is the code alone",
    "回答が長すぎて送信できないため、各行の結果コードのみを示します"};

}  // namespace

voice voice_for(const runtime::context& ctx, bool japanese) {
  return {.in = japanese ? grammar::language::japanese : grammar::language::english,
          .zone = ctx.zone,
          .zone_name = {}};
}

plugin::edits answer(runtime::context& ctx, const journal::correspondence& mail,
                     std::span<const line_result> lines, answer_words with) {
  const std::int64_t now = ctx.host.wall_ms();
  const voice v = voice_for(ctx, mail.japanese);
  // A reply to the answer carries the code back.
  std::string subject = mail.subject;
  for (const line_result& l : lines) {
    if (l.mailed_code.empty()) continue;
    subject += " [" + l.mailed_code + ']';
    break;
  }
  const auto compose = [&](std::span<const line_result> said) {
    return outbox::make_reply({.event = "answer." + mail.id,
                               .own = ctx.config.address,
                               .to = mail.to,
                               .subject = subject,
                               .request_id = mail.message_id,
                               .references = mail.references,
                               .body = transcript({.host = ctx.config.instance,
                                                   .principal = with.principal,
                                                   .answered_ms = now,
                                                   .remarks = with.remarks,
                                                   .in_doubt = with.in_doubt},
                                                  said, v),
                               .charset = mail::message::answer_charset(mail.charset),
                               .now_ms = now});
  };
  auto made = compose(lines);
  if (made && made->message.size() > outbox::max_outgoing_mail) {
    with.remarks.emplace_back(too_long.in(v.in));
    made = compose(brief(lines));
  }
  plugin::edits changes;
  outbox::acceptance got{};
  // There was room when the mail was begun; what was done since is answered in any case.
  if (made)
    append(changes,
           ctx.state.outbox.put(std::move(*made), ctx.time.now(), got, outbox::mail_queue::bounds::passed));
  if (!made || got == outbox::acceptance::unfit) {
    ctx.live.sending.failure = "an answer cannot be sent to its address";
    return changes;
  }
  if (got == outbox::acceptance::queued) {
    ++ctx.live.counts.answered;
    append(changes, ctx.state.took_answer(mail.quota, ctx.time.now()));
    if (ctx.wake) ctx.wake();
  }
  return changes;
}

}  // namespace watchpost::mail_command::reply

#include "answering.h"

#include "mail/message/encode.h"
#include "mail_command/answer/brief.h"
#include "mail_command/outbox/reply_letter.h"

namespace watchpost::mail_command {
namespace {

constexpr bilingual too_long{"the answer is too long for a mail; of each line there is the code alone",
                             "回答が長すぎて送信できないため、各行の結果コードのみを示します"};

}  // namespace

voice voice_for(const desk& d, bool japanese) {
  return {.in = japanese ? language::japanese : language::english, .zone = d.zone, .zone_name = {}};
}

edits answer(desk& d, const correspondence& mail, std::span<const line_result> lines, answer_words with) {
  const std::int64_t now = d.host.wall_ms();
  const voice v = voice_for(d, mail.japanese);
  // A reply to the answer carries the code back.
  std::string subject = mail.subject;
  for (const line_result& l : lines) {
    if (l.mailed_code.empty()) continue;
    subject += " [" + l.mailed_code + ']';
    break;
  }
  const auto compose = [&](std::span<const line_result> said) {
    return make_reply({.event = "answer." + mail.id,
                       .own = d.how.what.address,
                       .to = mail.to,
                       .subject = subject,
                       .request_id = mail.message_id,
                       .references = mail.references,
                       .body = transcript({.host = d.how.what.instance,
                                           .principal = with.principal,
                                           .answered_ms = now,
                                           .remarks = with.remarks,
                                           .in_doubt = with.in_doubt},
                                          said, v),
                       .charset = mail::message::answer_charset(mail.charset),
                       .now_ms = now});
  };
  auto made = compose(lines);
  if (made && made->message.size() > max_letter) {
    with.remarks.emplace_back(too_long.in(v.in));
    made = compose(brief(lines));
  }
  edits changes;
  acceptance got{};
  // There was room when the mail was begun; what was done since is answered in any case.
  if (made) append(changes, d.kept.out.put(std::move(*made), d.time.now(), got, outbox::bounds::passed));
  if (!made || got == acceptance::unfit) {
    d.live.sending.failure = "an answer cannot be sent to its address";
    return changes;
  }
  if (got == acceptance::queued) {
    ++d.live.counts.answered;
    append(changes, d.kept.took_answer(mail.on, d.time.now()));
    if (d.stir) d.stir();
  }
  return changes;
}

}  // namespace watchpost::mail_command

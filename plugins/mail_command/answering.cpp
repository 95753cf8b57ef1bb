#include "answering.h"

#include "../mail/message/encode.h"
#include "outbox/reply_letter.h"

namespace watchpost::mail_command {

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
  const auto charset = mail::message::answer_charset(mail.charset);
  auto made = make_reply({.event = "answer." + mail.id,
                          .own = d.how.what.address,
                          .to = mail.to,
                          .subject = std::move(subject),
                          .request_id = mail.message_id,
                          .references = mail.references,
                          .body = transcript({.host = d.how.what.instance,
                                              .principal = std::move(with.principal),
                                              .answered_ms = now,
                                              .remarks = std::move(with.remarks),
                                              .in_doubt = std::move(with.in_doubt)},
                                             lines, v),
                          .charset = charset,
                          .now_ms = now});
  edits changes;
  acceptance got{};
  if (made) append(changes, d.kept.out.put(std::move(*made), now, got));
  if (!made || got == acceptance::unfit) {
    d.live.sending.failure = "an answer cannot be sent to its address";
    return changes;
  }
  if (got == acceptance::queued) {
    ++d.live.counts.answered;
    append(changes, d.kept.answered.took(mail.to, now));
    if (d.stir) d.stir();
  }
  return changes;
}

}  // namespace watchpost::mail_command

#include "notice_mail.h"

#include "mail/message/compose.h"
#include "reply_mail.h"

namespace watchpost::mail_command::outbox {

std::optional<outgoing_mail> make_notice(const notice_draft& d) {
  outgoing_mail l;
  l.kind = mail_kind::alarm;
  l.event = d.event;
  l.from = d.own;
  l.to = d.to;
  l.message_id = message_id_of(d.event, d.own);

  mail::message::draft out;
  out.from = d.own;
  out.to = {d.to};
  out.subject = d.subject;
  out.message_id = l.message_id;
  out.date = d.now_ms / 1000;
  out.body = marked(d.event, d.own, d.body);
  out.charset = d.charset;
  out.fields = marks(d.own, "auto-generated");
  if (!d.first_id.empty()) {
    out.fields.emplace_back("In-Reply-To", "<" + d.first_id + ">");
    out.fields.emplace_back("References", "<" + d.first_id + ">");
  }
  const auto composed = mail::message::compose(out);
  if (!composed) return std::nullopt;
  l.message = *composed;
  return l;
}

}  // namespace watchpost::mail_command::outbox

#include "reply_mail.h"

#include "event_name.h"
#include "mail/message/compose.h"
#include "mail/message/header.h"
#include "mail/text/ascii.h"
#include "mail_command/grammar/cut_line.h"
#include "mail_command/grammar/own_text.h"

#include <algorithm>

namespace watchpost::mail_command::outbox {
namespace {

namespace ascii = mail::ascii;

constexpr std::size_t max_subject = 300;     // bytes of it that are repeated
constexpr std::size_t most_references = 20;  // RFC 5322 section 3.6.4 has no bound, mail systems do
constexpr std::size_t max_id = 250;

bool is_id(std::string_view id) {
  const auto plain = [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; };
  const auto at = id.find('@');
  return id.size() <= max_id && at != 0 && at != std::string_view::npos && at + 1 < id.size() &&
         std::all_of(id.begin(), id.end(), plain);
}

// "Re:", "RE[2]:", "返信:" and their like at the front, as often as they stand there.
std::string_view without_re(std::string_view subject) {
  for (bool again = true; again;) {
    again = false;
    while (!subject.empty() && subject.front() == ' ') subject.remove_prefix(1);
    for (const std::string_view word : {"re", "aw", "sv", "返信"}) {
      if (subject.size() < word.size() || !ascii::same_word(subject.substr(0, word.size()), word)) continue;
      auto rest = subject.substr(word.size());
      if (rest.starts_with('[') || rest.starts_with('(') || rest.starts_with('^')) {
        const auto end = rest.find_first_not_of("0123456789", 1);
        rest.remove_prefix(std::min(end, rest.size()));
        if (rest.starts_with(']') || rest.starts_with(')')) rest.remove_prefix(1);
      }
      constexpr std::string_view wide_colon = "\uFF1A";
      if (rest.starts_with(':')) {
        rest.remove_prefix(1);
      } else if (rest.starts_with(wide_colon)) {
        rest.remove_prefix(wide_colon.size());
      } else {
        continue;
      }
      subject = rest;
      again = true;
      break;
    }
  }
  return subject;
}

}  // namespace

std::string reply_subject(std::string_view subject) {
  return "Re: " + grammar::cut_line(without_re(subject), max_subject);
}

std::string message_id_of(std::string_view event, std::string_view own) {
  const auto at = own.rfind('@');
  return digest_of({event, own}) + ".watchpost@" + std::string(own.substr(at + 1));
}

std::string marked(std::string_view event, std::string_view own, std::string_view text) {
  return grammar::own_mark(digest_of({event, own})) + ' ' + std::string(text);
}

std::vector<std::pair<std::string, std::string>> marks(std::string_view own, std::string_view submitted) {
  return {{"Auto-Submitted", std::string(submitted)},
          {"X-Auto-Response-Suppress", "All"},
          {std::string(loop_field), std::string(own)}};
}

std::optional<outgoing_mail> make_reply(const reply_draft& d) {
  outgoing_mail l;
  l.kind = mail_kind::answer;
  l.event = d.event;
  l.to = d.to;
  l.message_id = message_id_of(d.event, d.own);

  mail::message::draft out;
  out.from = d.own;
  out.to = {d.to};
  out.subject = reply_subject(d.subject);
  out.message_id = l.message_id;
  out.date = d.now_ms / 1000;
  out.body = marked(d.event, d.own, d.body);
  out.charset = d.charset;
  out.fields = marks(d.own, "auto-replied");
  if (is_id(d.request_id)) {
    out.fields.emplace_back("In-Reply-To", "<" + d.request_id + ">");
    std::string references;
    const std::size_t skip = d.references.size() - std::min(d.references.size(), most_references);
    for (std::size_t i = skip; i < d.references.size(); ++i)
      if (is_id(d.references[i]) && d.references[i] != d.request_id)
        references += "<" + d.references[i] + "> ";
    out.fields.emplace_back("References", references + "<" + d.request_id + ">");
  }
  const auto composed = mail::message::compose(out);
  if (!composed) return std::nullopt;
  l.message = *composed;
  return l;
}

}  // namespace watchpost::mail_command::outbox

#include "written_lines.h"

#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "mail/text/split.h"
#include "mail/text/utf8.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace watchpost::mail::message {

namespace {

constexpr std::array<std::string_view, 6> blanks{" ", "\t", "\xc2\xa0", "\xe3\x80\x80", "\f", "\xef\xbb\xbf"};

std::string_view without_blanks(std::string_view text) {
  const auto cut_front = [&](auto blank) {
    return text.starts_with(blank) && (text.remove_prefix(blank.size()), true);
  };
  const auto cut_back = [&](auto blank) {
    return text.ends_with(blank) && (text.remove_suffix(blank.size()), true);
  };
  while (std::any_of(blanks.begin(), blanks.end(), cut_front)) {
  }
  while (std::any_of(blanks.begin(), blanks.end(), cut_back)) {
  }
  return text;
}

struct line_seen {
  std::string_view text;  // without blanks
  line_kind kind;
  // The first part of an attribution that a mail program wrapped:
  // "On Wed, 25 Nov 2026, Foo <foo@example.org>".
  bool may_announce;
};

// "On ", "Am ", "Le ", a date.
bool begins_attribution(std::string_view folded) {
  constexpr std::array<std::string_view, 15> openings{"on ", "am ", "le ",  "el ",     "il ",
                                                      "op ", "em ", "den ", "w dniu ", "dnia ",
                                                      "在",  "于",  "於",   "寄件者",  "ke "};
  return std::any_of(openings.begin(), openings.end(), [&](auto each) { return folded.starts_with(each); }) ||
         (!folded.empty() && ascii::is_digit(folded.front()));
}

line_seen look_at(std::string_view line, std::size_t most) {
  const auto text = without_blanks(line);
  // What no line is recognised by is not folded.
  const std::string folded = fold(utf8_front(text, most));
  const bool dated = std::any_of(folded.begin(), folded.end(), ascii::is_digit);
  const bool named = folded.find(',') != folded.npos || folded.find('@') != folded.npos ||
                     folded.find("、") != folded.npos || folded.find("年") != folded.npos;
  const bool long_enough = folded.size() >= 15;
  return {text, kind_of_line(text, folded), dated && named && long_enough && begins_attribution(folded)};
}

class line_reader {
 public:
  line_reader(std::string_view text, const written_limits& most) : most_(most) {
    while (!text.empty()) all_.push_back(look_at(take_line(text), most.line));
  }

  written read() {
    std::size_t at = 0;
    for (; at < all_.size(); ++at) {
      const line_seen& line = all_[at];
      if (line.text.empty()) {
        gap_ = !out_.lines.empty();
        continue;
      }
      if (line.kind == line_kind::end || line.kind == line_kind::sender || begins_header(at)) break;
      if (line.kind == line_kind::rule) {
        out_.ruled_off = next(at + 1) < all_.size();
        break;
      }
      if (const std::size_t last = attribution_at(at); last != none) {
        if (!is_quoted(next(last + 1))) break;
        at = last;
        continue;
      }
      if (!keep(line)) break;
    }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  static constexpr std::size_t nearby = 3;  // lines in which another line of a header is looked for
  static constexpr std::size_t most_wrapped = 2;

  // The first line from `at` on that is not empty.
  std::size_t next(std::size_t at) const {
    while (at < all_.size() && all_[at].text.empty()) ++at;
    return at;
  }

  // Not every mail program marks each line that it quotes: then all of it ends the text.
  bool is_quoted(std::size_t at) const { return at < all_.size() && all_[at].kind == line_kind::quoted; }

  // Two lines of a header near to each other; one alone may be anything.
  bool begins_header(std::size_t at) const {
    if (all_[at].kind != line_kind::header) return false;
    for (std::size_t i = 0; i < nearby; ++i) {
      at = next(at + 1);
      if (at >= all_.size()) return false;
      if (all_[at].kind == line_kind::header || all_[at].kind == line_kind::sender) return true;
    }
    return false;
  }

  // The last line of the attribution that begins there, which a mail program may have wrapped: "On Wed, 25
  // Nov 2026, Foo <foo@example.org>".
  std::size_t attribution_at(std::size_t at) const {
    if (all_[at].kind == line_kind::attribution) return at;
    if (!all_[at].may_announce) return none;
    for (std::size_t i = 0; i < most_wrapped; ++i) {
      at = next(at + 1);
      if (at >= all_.size()) return none;
      if (all_[at].kind == line_kind::attribution) return at;
    }
    return none;
  }

  // False: no more.
  bool keep(const line_seen& line) {
    const bool quoted = line.kind == line_kind::quoted;
    if (line.text.size() > most_.line && !quoted) {
      ++out_.too_long;
      out_.cut = true;
      return true;
    }
    if (!quoted && kept_ >= most_.lines) {
      out_.cut = true;
      return false;
    }
    if (!quoted) ++kept_;
    if (std::exchange(gap_, false)) out_.lines.emplace_back();
    out_.lines.emplace_back(utf8_front(line.text, most_.line));
    return true;
  }

  const written_limits& most_;
  std::vector<line_seen> all_;
  bool gap_ = false;  // empty lines stand before the next one
  std::size_t kept_ = 0;
  written out_;
};

}  // namespace

written written_lines(std::string_view text, const written_limits& most) {
  return line_reader{text, most}.read();
}

namespace {

// All folded.
constexpr auto footers_begin = std::to_array<std::string_view>({"sent from my ",
                                                                "sent from mail for ",
                                                                "sent from outlook",
                                                                "sent from yahoo",
                                                                "sent from proton",
                                                                "sent from samsung",
                                                                "sent from galaxy",
                                                                "sent from gmail",
                                                                "sent from iphone",
                                                                "sent from ipad",
                                                                "sent via ",
                                                                "sent using ",
                                                                "sent with ",
                                                                "get outlook for ",
                                                                "outlook for ios を入手",
                                                                "outlook for android を入手",
                                                                "outlook for androidを入手",
                                                                "outlook für ",
                                                                "outlook voor ",
                                                                "outlook pour ",
                                                                "obtenez outlook ",
                                                                "télécharger outlook ",
                                                                "obtener outlook ",
                                                                "descargar outlook ",
                                                                "scarica outlook ",
                                                                "ottieni outlook ",
                                                                "获取 outlook ",
                                                                "获取适用于 ",
                                                                "取得 outlook ",
                                                                "gesendet von ",
                                                                "gesendet mit ",
                                                                "envoyé de ",
                                                                "envoyé depuis ",
                                                                "enviado desde ",
                                                                "inviato da",
                                                                "verzonden vanaf ",
                                                                "verstuurd vanaf "});
// iPhone, Galaxy, Xperia, Yahoo!メール, ドコモ, au, SoftBank, 楽天 ...
constexpr auto footers_end = std::to_array<std::string_view>(
    {"から送信", "から送信。", "から送信します", "から送信されました", "より送信", "から送信しました",
     "で送信されました", "iphone gesendet", "ipad gesendet", "handy gesendet", "gerät gesendet",
     "smartphone gesendet", "에서 보냄", "에서 보냈습니다"});
constexpr auto footers_within = std::to_array<std::string_view>(
    {"发自我的", "發自我的", "从我的", "從我的", "傳送自", "发送自", "から送信", "app gesendet"});
constexpr auto get_outlook =
    std::to_array<std::string_view>({"outlook for iosを入手する", "outlook for ios を入手する",
                                     "outlook for androidを入手する", "outlook for android を入手する"});
// Between dashes, or alone.
constexpr auto markers = std::to_array<std::string_view>({"original message",
                                                          "元のメッセージ",
                                                          "元のメール",
                                                          "元メッセージ",
                                                          "オリジナルメッセージ",
                                                          "forwarded message",
                                                          "forwarded by",
                                                          "forwarded mail",
                                                          "転送メッセージ",
                                                          "転送された元のメッセージ",
                                                          "転送元メッセージ",
                                                          "転送メール",
                                                          "reply message",
                                                          "受信メール",
                                                          "original-nachricht",
                                                          "ursprüngliche nachricht",
                                                          "original nachricht",
                                                          "ursprüngliche e-mail",
                                                          "weitergeleitete nachricht",
                                                          "weitergeleitete",
                                                          "message d'origine",
                                                          "message original",
                                                          "message d’origine",
                                                          "message initial",
                                                          "message transféré",
                                                          "mensaje original",
                                                          "mensaje reenviado",
                                                          "messaggio originale",
                                                          "messaggio inoltrato",
                                                          "oorspronkelijk bericht",
                                                          "doorgestuurd bericht",
                                                          "origineel bericht",
                                                          "原始邮件",
                                                          "原始郵件",
                                                          "原邮件",
                                                          "转发的邮件",
                                                          "轉寄的郵件",
                                                          "원본 메시지",
                                                          "원본 메일",
                                                          "전달된 메시지",
                                                          "mensagem original",
                                                          "original email"});
constexpr auto markers_alone = std::to_array<std::string_view>(
    {"begin forwarded message:", "転送されたメッセージ:", "以下は、転送されたメッセージです:",
     "anfang der weitergeleiteten nachricht:", "début du message transféré :",
     "inicio del mensaje reenviado:", "inizio messaggio inoltrato:", "begin doorgestuurd bericht:",
     "开始转发邮件:", "전달된 메시지 시작:"});
constexpr auto attributions_end =
    std::to_array<std::string_view>({"wrote:",          "writes:",       "さんは書きました:",
                                     "は書きました:",   "さんのメール:", "のメール:",
                                     "のメッセージ:",   "が書きました:", "さんwrote:",
                                     "schrieb:",        "geschrieben:",  "a écrit :",
                                     "a écrit:",        "écrivait :",    "escribió:",
                                     "ha escrito:",     "ha scritto:",   "scrisse:",
                                     "schreef:",        "geschreven:",   "escreveu:",
                                     "写道:",           "寫道:",         "작성:",
                                     "님이 작성:",      "썼습니다:",     "작성했습니다:",
                                     "작성하였습니다:", "skrev:",        "napisał:",
                                     "napisał(a):",     "написал:",      "пишет:",
                                     "写信:",           "より:",         "님의 메시지:",
                                     "님이 보낸 메일:"});
// Folded, without the colon: who it is from, when and to whom it was sent, what about.
constexpr auto sender_labels = std::to_array<std::string_view>(
    {"from",      "差出人",   "von",    "de",         "da",       "van",      "från",
     "fra",       "od",       "от",     "发件人",     "寄件者",   "寄件人",   "發件人",
     "보낸 사람", "보낸사람", "送信者", "expéditeur", "mittente", "remitente"});
constexpr auto header_labels = std::to_array<std::string_view>(
    {"sent",      "date",       "to",           "cc",       "subject",    "reply-to",  "gesendet",
     "datum",     "an",         "kopie",        "betreff",  "antwort an", "envoyé",    "envoyé le",
     "à",         "objet",      "destinataire", "enviado",  "enviado el", "fecha",     "para",
     "asunto",    "inviato",    "data",         "a",        "oggetto",    "verzonden", "aan",
     "onderwerp", "送信日時",   "送信日",       "日時",     "日付",       "宛先",      "件名",
     "受信日時",  "发送时间",   "發送時間",     "傳送時間", "寄件日期",   "日期",      "时间",
     "收件人",    "收件者",     "抄送",         "副本",     "主题",       "主題",      "主旨",
     "보낸 날짜", "날짜",       "받는 사람",    "받는사람", "참조",       "제목",      "skickat",
     "till",      "ämne",       "sendt",        "til",      "emne",       "wysłano",   "do",
     "temat",     "отправлено", "кому",         "тема",     "assunto",    "cópia"});

template <std::size_t N>
bool begins_with_any(std::string_view text, const std::array<std::string_view, N>& all) {
  return std::any_of(all.begin(), all.end(), [&](auto each) { return text.starts_with(each); });
}

template <std::size_t N>
bool ends_with_any(std::string_view text, const std::array<std::string_view, N>& all) {
  return std::any_of(all.begin(), all.end(), [&](auto each) { return text.ends_with(each); });
}

// "-----original message-----" and the like.
bool is_marker(std::string_view folded) {
  const auto begin = folded.find_first_not_of("- ");
  if (begin == folded.npos || begin < 2) return false;
  folded.remove_prefix(begin);
  return begins_with_any(folded, markers);
}

// What announces a quotation ends in a colon, and names an address or the hour: "2026年11月25日(水) 10:00 foo
// <foo@example.org>:", "Am Mi., 25. Nov. 2026 um 10:00 Uhr schrieb Foo <foo@example.org>:".
bool announces(std::string_view folded) {
  constexpr auto verbs =
      std::to_array<std::string_view>({" schrieb ", " schreef ", " a écrit", " escribió", "写道", "寫道"});
  if (!folded.ends_with(':')) return false;
  const bool dated = ascii::is_digit(folded.front()) || folded.find(" 20") != folded.npos ||
                     folded.find(" um ") != folded.npos;
  const bool says =
      std::any_of(verbs.begin(), verbs.end(), [&](auto v) { return folded.find(v) != folded.npos; });
  return (folded.ends_with(">:") && folded.find('@') != folded.npos && (dated || says)) || (dated && says);
}

// "from" of "*From:* Foo", however it is emphasised; empty: none.
std::string label_of(std::string_view folded) {
  std::string out;
  for (const char c : folded.substr(0, std::min<std::size_t>(folded.size(), 40))) {
    if (c == ':') {
      while (out.ends_with(' ')) out.pop_back();
      return out;
    }
    if (c != '*' && c != '_' && c != '|') out += c;
    if (out == " ") out.clear();
  }
  return {};
}

// One sign again and again.
bool is_rule(std::string_view folded) {
  constexpr std::size_t least = 10;
  const auto size = utf8_length(folded);
  if (size == 0 || (size == 1 && (ascii::is_alnum(folded.front()) || ascii::is_blank(folded.front()))))
    return false;
  if (folded.size() < least * size || folded.size() % size != 0) return false;
  for (std::size_t i = size; i < folded.size(); i += size)
    if (folded.substr(i, size) != folded.substr(0, size)) return false;
  return true;
}

}  // namespace

line_kind kind_of_line(std::string_view line, std::string_view folded) {
  if (folded.empty()) return line_kind::text;
  if (folded.front() == '>') return line_kind::quoted;
  if (line == "--" || line == "－－" || is_marker(folded) || ascii::holds_word(markers_alone, folded) ||
      ascii::holds_word(get_outlook, folded) || begins_with_any(folded, footers_begin) ||
      ends_with_any(folded, footers_end) || begins_with_any(folded, footers_within))
    return line_kind::end;
  const std::string label = label_of(folded);
  if (!label.empty() && ascii::holds_word(sender_labels, label))
    return folded.find('@') != folded.npos ? line_kind::sender : line_kind::header;
  if (!label.empty() && ascii::holds_word(header_labels, label)) return line_kind::header;
  if (ends_with_any(folded, attributions_end) || announces(folded)) return line_kind::attribution;
  return is_rule(folded) ? line_kind::rule : line_kind::text;
}

}  // namespace watchpost::mail::message

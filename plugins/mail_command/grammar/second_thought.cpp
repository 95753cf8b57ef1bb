#include "second_thought.h"

#include "mail/text/ascii.h"
#include "match.h"
#include "tokens.h"
#include "words.h"

#include <algorithm>
#include <array>
#include <span>

namespace watchpost::mail_command::grammar {
namespace {

namespace ascii = mail::ascii;

// By themselves; "on" and "off" are looked at apart.
constexpr auto operation_words = std::to_array<std::string_view>(
    {"start",       "starts",        "started",       "starting",   "restart",    "stop",
     "stops",       "stopped",       "stopping",      "toggle",     "toggled",    "toggling",
     "pulse",       "switch",        "switched",      "switching",  "turn",       "turned",
     "turning",     "set",           "setting",       "setpoint",   "open",       "opened",
     "opening",     "close",         "closed",        "closing",    "shut",       "shutdown",
     "shutting",    "activate",      "deactivate",    "energize",   "confirm",    "confirmed",
     "ack",         "acknowledge",   "acknowledged",  "operate",    "operated",   "execute",
     "einschalten", "ausschalten",   "anschalten",    "abschalten", "umschalten", "schalten",
     "schalte",     "eingeschaltet", "ausgeschaltet", "starten",    "gestartet",  "stoppen",
     "gestoppt",    "stopp",         "öffnen",        "öffne",      "schliessen", "schliesse",
     "geschlossen", "bestätigen",    "bestätige",     "ausführen",  "anmachen",   "ausmachen"});
// In a Japanese text words are not apart; what is behind some makes them another one (a department, a
// person).
constexpr auto operation_parts = std::to_array<std::string_view>(
    {"オン", "オフ",     "運転", "停止", "起動",   "始動",     "入れ",   "切って", "切る",
     "切ら", "切り替え", "切替", "止め", "止ま",   "反転",     "トグル", "パルス", "点灯",
     "消灯", "開け",     "開く", "開に", "開ける", "閉め",     "閉じ",   "閉に",   "動か",
     "設定", "変更",     "承認", "実行", "操作",   "警報確認", "つけて"});
constexpr auto departments =
    std::to_array<std::string_view>({"課", "係", "部", "室", "班", "員", "士", "グループ", "センター",
                                     "チーム", "管理", "技術", "担当", "サポート", "時間"});
constexpr auto switching =
    std::to_array<std::string_view>({"turn", "turns", "turned", "switch", "switched", "keep", "keeps",
                                     "leave", "put", "go", "goes", "stay", "stays", "must", "should", "be"});
constexpr auto behind_on =
    std::to_array<std::string_view>({"again", "now", "yet", "please", "until", "for", "at", "before", "after",
                                     "if", "unless", "only", "when", "tomorrow"});
constexpr auto doubts = std::to_array<std::string_view>(
    {"not",     "don't",    "don’t",     "dont",     "doesn't",  "mustn't",   "shouldn't",   "never",
     "no",      "wait",     "hold",      "cancel",   "canceled", "cancelled", "ignore",      "forget",
     "undo",    "abort",    "sorry",     "mistake",  "wrong",    "unless",    "if",          "only",
     "until",   "later",    "instead",   "postpone", "withdraw", "disregard", "except",      "but",
     "when",    "actually", "first",     "nicht",    "kein",     "keine",     "keinesfalls", "nein",
     "halt",    "warte",    "warten",    "falls",    "wenn",     "nur",       "erst",        "aber",
     "sondern", "storno",   "abbrechen", "abbruch",  "irrtum",   "versehen",  "ausser",      "ausgenommen",
     "vergiss", "doch",     "später",    "moment",   "statt",    "bevor",     "tomorrow",    "morgen",
     "thought"});
constexpr auto doubt_parts = std::to_array<std::string_view>(
    {"中止",   "取消",   "取り消", "取りやめ", "キャンセル", "やめ", "止めて", "ないで",
     "しない", "せず",   "待って", "待た",     "お待ち",     "まだ", "もし",   "場合",
     "なら",   "ただし", "但し",   "間違",     "誤り",       "以外", "だけ",   "のみ",
     "不要",   "禁止",   "延期",   "保留",     "未定",       "訂正", "駄目",   "だめ"});
constexpr auto disclaimers = std::to_array<std::string_view>(
    {"confidential", "intended recipient", "intended solely", "privileged", "disclaimer",
     "received this e-mail in error", "received this email in error", "received this message in error",
     "before printing", "think before you print", "vertraulich", "unbefugt", "irrtümlich erhalten", "機密",
     "誤って受信", "誤送信"});

bool is_word_byte(char c) {
  return ascii::is_alnum(c) || c == '_' || c == '\'' || mail::ascii::is_eight_bit(c);
}

// Runs of letters, digits, apostrophes and what is not ASCII.
std::vector<std::string_view> words_in(std::string_view text) {
  std::vector<std::string_view> out;
  for (auto at = text.begin(); at != text.end();) {
    at = std::find_if(at, text.end(), is_word_byte);
    const auto end = std::find_if_not(at, text.end(), is_word_byte);
    if (at != end) out.emplace_back(at, end);
    at = end;
  }
  return out;
}

bool has_part(std::string_view text, words_list parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return text.find(part) != text.npos; });
}

// "運転" but not "運転課".
bool has_operation(std::string_view text) {
  return std::any_of(operation_parts.begin(), operation_parts.end(), [&](std::string_view part) {
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) {
      const auto behind = text.substr(at + part.size());
      if (std::none_of(departments.begin(), departments.end(),
                       [&](std::string_view d) { return behind.starts_with(d); }))
        return true;
    }
    return false;
  });
}

// "off" always, "on" unless it is a preposition.
bool switches(const std::vector<std::string_view>& words) {
  const bool verb = std::any_of(words.begin(), words.end(), [](auto w) { return holds(switching, w); });
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "off") return true;
    if (words[i] == "on" && (verb || i + 1 == words.size() || holds(behind_on, words[i + 1]))) return true;
  }
  return false;
}

}  // namespace

bool names_operation(std::string_view folded) {
  const auto words = words_in(folded);
  return switches(words) ||
         std::any_of(words.begin(), words.end(), [](auto w) { return holds(operation_words, w); }) ||
         (has_japanese(folded) && has_operation(folded));
}

bool is_second_thought(std::string_view folded) {
  const auto words = words_in(folded);
  return std::any_of(words.begin(), words.end(), [](auto w) { return holds(doubts, w); }) ||
         (has_japanese(folded) && has_part(folded, doubt_parts));
}

bool is_disclaimer(std::string_view folded) { return has_part(folded, disclaimers); }

bool names_code(std::string_view folded) {
  constexpr std::size_t size = 14;
  for (std::size_t at = 0; at + size <= folded.size(); ++at) {
    const auto code = folded.substr(at, size);
    const bool apart = (at == 0 || !ascii::is_alnum(folded[at - 1])) &&
                       (at + size == folded.size() || !ascii::is_alnum(folded[at + size]));
    // Digits alone are a telephone.
    if (apart && is_mailed_code(code) && std::any_of(code.begin(), code.end(), ascii::is_alpha)) return true;
  }
  return false;
}

bool names_point(std::string_view folded, const point_names* points) {
  return points != nullptr && points->stands_in(folded);
}

}  // namespace watchpost::mail_command::grammar

#include "words.h"

#include "credentials.h"
#include "distance.h"

#include <algorithm>
#include <array>
#include <utility>

namespace watchpost::mail_command::grammar {
namespace {

constexpr std::array verbs{
    verb_word{"help", verb::help},
    verb_word{"?", verb::help},
    verb_word{"ヘルプ", verb::help},
    verb_word{"使い方", verb::help},
    verb_word{"使いかた", verb::help},
    verb_word{"操作方法", verb::help},

    verb_word{"list", verb::list},
    verb_word{"points", verb::list},
    verb_word{"一覧", verb::list},
    verb_word{"リスト", verb::list},
    verb_word{"ポイント一覧", verb::list},
    verb_word{"一覧表示", verb::list},

    verb_word{"get", verb::get},
    verb_word{"read", verb::get},
    verb_word{"show", verb::get},
    verb_word{"取得", verb::get},
    verb_word{"表示", verb::get},
    verb_word{"読み出し", verb::get},
    verb_word{"読出し", verb::get},
    verb_word{"読出", verb::get},
    verb_word{"値", verb::get},
    verb_word{"現在値", verb::get},
    verb_word{"計測値", verb::get},
    verb_word{"確認", verb::get},

    verb_word{"status", verb::status},
    verb_word{"state", verb::status},
    verb_word{"状態", verb::status},
    verb_word{"状況", verb::status},
    verb_word{"ステータス", verb::status},
    verb_word{"状態確認", verb::status},
    verb_word{"稼働状況", verb::status},
    verb_word{"運転状況", verb::status},

    verb_word{"set", verb::set},
    verb_word{"設定", verb::set},
    verb_word{"セット", verb::set},
    verb_word{"変更", verb::set},

    verb_word{"on", verb::on},
    verb_word{"start", verb::on},
    verb_word{"オン", verb::on},
    verb_word{"入", verb::on},
    verb_word{"入り", verb::on},
    verb_word{"入れる", verb::on},
    verb_word{"運転", verb::on},
    verb_word{"起動", verb::on},
    verb_word{"始動", verb::on},
    verb_word{"開始", verb::on},
    verb_word{"投入", verb::on},
    verb_word{"点灯", verb::on},

    verb_word{"off", verb::off},
    verb_word{"stop", verb::off},
    verb_word{"オフ", verb::off},
    verb_word{"切", verb::off},
    verb_word{"切り", verb::off},
    verb_word{"切る", verb::off},
    verb_word{"停止", verb::off},
    verb_word{"止める", verb::off},
    verb_word{"消灯", verb::off},

    verb_word{"toggle", verb::toggle},
    verb_word{"反転", verb::toggle},
    verb_word{"切替", verb::toggle},
    verb_word{"切替え", verb::toggle},
    verb_word{"切り替え", verb::toggle},
    verb_word{"切り替える", verb::toggle},
    verb_word{"トグル", verb::toggle},

    verb_word{"pulse", verb::pulse},
    verb_word{"パルス", verb::pulse},
    verb_word{"パルス出力", verb::pulse},
    verb_word{"ワンショット", verb::pulse},

    verb_word{"ack", verb::ack},
    verb_word{"acknowledge", verb::ack},
    verb_word{"警報確認", verb::ack},
    verb_word{"アラーム確認", verb::ack},
    verb_word{"確認済み", verb::ack},
    verb_word{"確認済", verb::ack},
    verb_word{"了解", verb::ack},
    verb_word{"了解しました", verb::ack},

    verb_word{"confirm", verb::confirm},
    verb_word{"ok", verb::confirm},
    verb_word{"承認", verb::confirm},
    verb_word{"確定", verb::confirm},
    verb_word{"実行", verb::confirm},
};

// What only stands at the end of a sentence.
constexpr std::array endings{
    verb_word{"入れて", verb::on},
    verb_word{"つける", verb::on},
    verb_word{"つけて", verb::on},
    verb_word{"動かす", verb::on},
    verb_word{"動か", verb::on},
    verb_word{"起動させる", verb::on},
    verb_word{"切って", verb::off},
    verb_word{"止めて", verb::off},
    verb_word{"消す", verb::off},
    verb_word{"消", verb::off},
    verb_word{"停止させる", verb::off},
    verb_word{"切り替えて", verb::toggle},
    verb_word{"教えて", verb::get},
    verb_word{"値を教えて", verb::get},
    verb_word{"現在値を教えて", verb::get},
    verb_word{"値を表示", verb::get},
    verb_word{"値を取得", verb::get},
    verb_word{"見せて", verb::get},
    verb_word{"状態を教えて", verb::status},
    verb_word{"状況を教えて", verb::status},
    verb_word{"状態を確認", verb::status},
    verb_word{"状態を表示", verb::status},
    verb_word{"一覧を表示", verb::list},
    verb_word{"一覧を教えて", verb::list},
    verb_word{"警報を確認", verb::ack},
};

constexpr std::array<std::string_view, 7> dry_runs{"dry-run", "dryrun", "simulate",  "試行",
                                                   "模擬",    "予行",   "ドライラン"};
constexpr std::array<std::string_view, 6> everythings{"all", "everything", "全部", "すべて", "全て", "全点"};
constexpr std::array<std::string_view, 2> polites{"please", "pls"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> opens{{{"open", "open"},
                                                                               {"close", "closed"},
                                                                               {"closed", "closed"},
                                                                               {"開", "開"},
                                                                               {"開く", "開"},
                                                                               {"開ける", "開"},
                                                                               {"開けて", "開"},
                                                                               {"閉", "閉"},
                                                                               {"閉じる", "閉"},
                                                                               {"閉じて", "閉"},
                                                                               {"閉める", "閉"},
                                                                               {"閉めて", "閉"}}};

// What stands behind the word that counts, from the end on.
constexpr std::array<std::string_view, 8> askings{
    "ください", "下さい", "お願いします", "お願い致します", "お願いいたします", "願います", "お願い", "くれ"};
constexpr std::array<std::string_view, 4> doings{"する", "して", "せよ", "しろ"};

template <class Ends>
bool strip_any(std::string_view& text, const Ends& ends) {
  for (const std::string_view end : ends)
    if (text.ends_with(end)) {
      text.remove_suffix(end.size());
      return true;
    }
  return false;
}

bool strip(std::string_view& text, std::string_view end) { return strip_any(text, std::array{end}); }

template <class Words>
auto find_word(const Words& words, std::string_view folded) -> decltype(&*words.begin()) {
  const auto at = std::find_if(words.begin(), words.end(), [&](const auto& w) { return w.word == folded; });
  return at == words.end() ? nullptr : &*at;
}

// What a question may be about.
bool reads(verb v) { return v == verb::get || v == verb::status || v == verb::list || v == verb::help; }

}  // namespace

std::span<const verb_word> verb_words() { return verbs; }

std::optional<verb> verb_of(std::string_view folded) {
  const auto* found = find_word(verbs, folded);
  return found != nullptr ? std::optional(found->action) : std::nullopt;
}

std::optional<predicate> predicate_of(std::string_view folded) {
  if (folded == "?") return std::nullopt;
  if (strip(folded, "?")) {
    // "ポンプ1は?", "値は?"; "運転?" asks and orders nothing.
    (void)strip(folded, "は");
    if (folded.empty()) return predicate{verb::get, false};
    auto asked = predicate_of(folded);
    if (asked && !reads(asked->action)) asked = predicate{verb::get, false};
    return asked;
  }
  const bool polite = strip_any(folded, askings);
  if (polite) (void)strip(folded, "を");
  const bool does = strip_any(folded, doings);
  // Somebody who writes that it will be stopped orders nothing; who writes to agree does agree.
  if (!does && folded.ends_with("します")) {
    std::string_view word = folded;
    (void)strip(word, "します");
    if (const auto agreed = verb_of(word); agreed && !operates(*agreed)) return predicate{*agreed, false};
  }
  if (folded == "に") return does || polite ? std::optional(predicate{verb::set, true}) : std::nullopt;
  if (strip(folded, "に") && !does && !polite) return std::nullopt;
  const bool becomes = folded.starts_with("に");  // "25に設定": what is before it is a value
  if (becomes) folded.remove_prefix(std::string_view("に").size());
  const auto* ending = find_word(endings, folded);
  const auto action = ending != nullptr ? std::optional(ending->action) : verb_of(folded);
  if (!action || (becomes && *action != verb::set)) return std::nullopt;
  return predicate{*action, *action == verb::set};
}

std::span<const std::string_view> dry_run_words() { return dry_runs; }
bool is_dry_run(std::string_view folded) { return holds(dry_runs, folded); }
bool is_everything(std::string_view folded) { return holds(everythings, folded); }
bool is_polite(std::string_view folded) { return holds(polites, folded); }

std::optional<std::string_view> open_or_closed(std::string_view folded) {
  strip_any(folded, askings);
  strip(folded, "に");
  for (const auto& [word, value] : opens)
    if (word == folded) return value;
  return std::nullopt;
}

std::vector<std::string> words_near(std::string_view folded) {
  const std::size_t most = tolerance(folded);
  std::vector<std::pair<std::size_t, std::string_view>> near;
  const auto look = [&](std::string_view word) {
    const auto off = distance(folded, word, most);
    if (most > 0 && off <= most && off > 0 && off < word.size()) near.emplace_back(off, word);
  };
  for (const auto& v : verbs) look(v.word);
  for (const auto& c : credential_words()) look(c.word);
  look("quit");
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> out;
  for (const auto& [off, word] : near)
    if (out.size() < 3) out.emplace_back(word);
  return out;
}

}  // namespace watchpost::mail_command::grammar

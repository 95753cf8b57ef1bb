#include "courtesy.h"

#include "mail/text/ascii.h"
#include "mail/text/fold.h"
#include "mail/text/utf8.h"
#include "second_thought.h"
#include "words.h"

#include <algorithm>
#include <array>

namespace watchpost::mail_command::grammar {
namespace {

// All folded, without the stop behind them.
constexpr auto greetings = std::to_array<std::string_view>({"お疲れ様です",
                                                            "お疲れさまです",
                                                            "おつかれさまです",
                                                            "お疲れ様でございます",
                                                            "お世話になります",
                                                            "お世話になっております",
                                                            "いつもお世話になっております",
                                                            "大変お世話になっております",
                                                            "おはようございます",
                                                            "こんにちは",
                                                            "こんばんは",
                                                            "ご苦労様です",
                                                            "失礼します",
                                                            "失礼いたします",
                                                            "各位",
                                                            "ご担当者様",
                                                            "please",
                                                            "bitte",
                                                            "sehr geehrte damen und herren",
                                                            "to whom it may concern",
                                                            "dear sir or madam",
                                                            "grüss gott"});
// May have somebody's name behind them.
constexpr auto greetings_of = std::to_array<std::string_view>(
    {"hello", "hi", "hey", "dear", "good morning", "good afternoon", "good evening", "good day", "greetings",
     "hallo", "moin", "servus", "liebe", "lieber", "guten morgen", "guten tag", "guten abend"});
constexpr auto closings = std::to_array<std::string_view>(
    {"よろしくお願いします", "宜しくお願いします", "よろしくお願いいたします", "よろしくお願い致します",
     "宜しくお願いいたします", "宜しくお願い致します", "どうぞよろしくお願いします",
     "以上、よろしくお願いします", "以上、よろしくお願いいたします", "以上、宜しくお願い致します",
     "以上、宜しくお願いします", "お願いします", "お願いいたします", "お願い致します", "have a nice day",
     "thanks in advance"});
constexpr auto closings_of = std::to_array<std::string_view>({"best regards",
                                                              "kind regards",
                                                              "warm regards",
                                                              "regards",
                                                              "best wishes",
                                                              "best",
                                                              "sincerely",
                                                              "yours sincerely",
                                                              "yours faithfully",
                                                              "yours truly",
                                                              "cheers",
                                                              "br",
                                                              "many thanks and best regards",
                                                              "thanks and regards",
                                                              "thanks & regards",
                                                              "many thanks",
                                                              "thank you very much",
                                                              "mit freundlichen grüssen",
                                                              "mit freundlichem gruss",
                                                              "freundliche grüsse",
                                                              "viele grüsse",
                                                              "beste grüsse",
                                                              "liebe grüsse",
                                                              "schöne grüsse",
                                                              "gruss",
                                                              "grüsse",
                                                              "mfg",
                                                              "vg",
                                                              "lg",
                                                              "danke",
                                                              "vielen dank"});
constexpr auto quits = std::to_array<std::string_view>({"quit", "end", "exit", "bye", "thanks", "thank you",
                                                        "thx", "終了", "終わり", "おわり", "以上", "以上です",
                                                        "ありがとうございます", "ありがとうございました"});
constexpr std::size_t most_names = 3, longest_name = 24;

std::string_view without_stop(std::string_view text) {
  constexpr auto stops = std::to_array<std::string_view>({"。", ".", "!", ",", "、", " "});
  for (bool again = true; again;) {
    again = false;
    for (const auto stop : stops)
      if (text.ends_with(stop)) {
        text.remove_suffix(stop.size());
        again = true;
      }
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, std::string_view at) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(at), text.size());
    if (end > 0) out.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// "Bob", "Mr. Smith", "all": letters, no word of an order.
bool may_be_names(std::string_view text) {
  const auto parts = split(text, " ,");
  return parts.size() <= most_names && std::all_of(parts.begin(), parts.end(), [](std::string_view word) {
           return word.size() <= longest_name && word.find_first_of("0123456789:;?=*/") == word.npos &&
                  !verb_of(word) && !is_second_thought(word) && !names_operation(word);
         });
}

// "hello", "hello bob", "regards, bob"
bool is_one_of(std::string_view line, words_list openings) {
  return std::any_of(openings.begin(), openings.end(), [&](std::string_view opening) {
    if (!line.starts_with(opening)) return false;
    const auto rest = line.substr(opening.size());
    return rest.empty() || ((rest.front() == ' ' || rest.front() == ',') && may_be_names(rest));
  });
}

}  // namespace

courtesy courtesy_of(std::string_view folded) {
  const auto line = without_stop(folded);
  if (holds(quits, line)) return courtesy::quit;
  if (holds(greetings, line)) return courtesy::greeting;
  if (is_one_of(line, greetings_of)) return courtesy::greeting;
  if (holds(closings, line) || is_one_of(line, closings_of)) return courtesy::closing;
  const bool thanks = line.starts_with("thanks") || line.starts_with("thank you");
  return thanks && is_one_of(line, std::array<std::string_view, 2>{"thanks", "thank you"}) ? courtesy::closing
                                                                                           : courtesy::none;
}

std::vector<std::string> words_of_name(std::string_view from) {
  std::string text = mail::fold(from);
  const auto at = text.rfind('@');
  if (at != std::string::npos) text.resize(at);
  std::vector<std::string> out;
  for (const auto word : split(text, " <>\"'(),.-_+"))
    if (word.size() > 1) out.emplace_back(word);
  return out;
}

bool is_name(std::string_view folded, std::span<const std::string> words) {
  auto line = without_stop(folded);
  for (const std::string_view end : {"です", "と申します", "より"})
    if (line.ends_with(end)) {
      line.remove_suffix(end.size());
      break;
    }
  const auto parts = split(line, " .,-");
  bool whole = false;  // an initial alone is no name
  for (const auto part : parts) {
    const auto matches = [&](const std::string& word) {
      if (part == word) return whole = true;
      // "田中" of "田中太郎"
      const bool front = mail::utf8_length(part) > 1 && word.starts_with(part);
      whole = whole || front;
      return front || (part.size() == 1 && word.front() == part.front());
    };
    if (std::none_of(words.begin(), words.end(), matches)) return false;
  }
  return whole && parts.size() <= most_names && !is_second_thought(line) && !names_operation(line);
}

}  // namespace watchpost::mail_command::grammar

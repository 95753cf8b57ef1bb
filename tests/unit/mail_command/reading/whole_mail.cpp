#include "whole_mail.h"

#include "../grammar/told.h"
#include "mail/message/text_of_mail.h"
#include "mail_command/grammar/value.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace watchpost::mail_command::test {
namespace {

point::info a_point(std::string id, std::string title, point::kind kind = point::kind::digital) {
  point::info p{.id = std::move(id), .title = std::move(title)};
  p.kind = kind;
  p.output = p.operable = true;
  if (kind == point::kind::analog) p.unit = "°C";
  return p;
}

template <class Fits>
std::string told_of(const grammar::parsed& p, Fits fits) {
  std::string out;
  for (const grammar::command& c : p.commands)
    if (fits(c)) out += (out.empty() ? "" : "; ") + told(c);
  return out.empty() ? "-" : out;
}

}  // namespace

const grammar::point_names& plant() {
  static const grammar::point_names names(
      {a_point("pump1", "ポンプ1"), a_point("pump2", "ポンプ2"),
       a_point("temp1", "温度1", point::kind::analog), a_point("level", "水位", point::kind::analog),
       a_point("valve", "valve"), a_point("gate", "gate"), a_point("sign", "sign", point::kind::text)});
  return names;
}

grammar::parsed read(const whole_mail& mail) {
  const std::string message =
      "Content-Type: text/" + std::string(mail.html ? "html" : "plain") + "; charset=utf-8\n\n" + mail.text;
  const auto text = mail::message::read_text(message);
  if (!text) throw std::runtime_error("no mail");
  return grammar::parse(mail.subject, text->lines,
                        {.subject_commands = mail.subject_commands,
                         .points = &plant(),
                         .from = mail.from,
                         .cut = text->lines_cut,
                         .besides = text->besides});
}

std::string obeyed(const grammar::parsed& p) {
  return told_of(p, [](const grammar::command&) { return true; });
}

std::string moved(const grammar::parsed& p) {
  return told_of(p, [](const grammar::command& c) {
    const auto named = plant().find(c.points);
    return moves(c.action) && (c.action != grammar::verb::set ||
                               std::any_of(named.points.begin(), named.points.end(), [&](std::size_t i) {
                                 return grammar::read_value(plant().catalogue()[i], c.value).has_value();
                               }));
  });
}

std::vector<std::string> corpus_lines(std::string_view name) {
  std::ifstream in(std::string(CORPUS "/people/") + std::string(name));
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) out.push_back(line);
  if (out.empty()) throw std::runtime_error("no corpus " + std::string(name));
  return out;
}

}  // namespace watchpost::mail_command::test

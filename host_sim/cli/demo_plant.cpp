#include "cli/demo_plant.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cctype>
#include <ctime>

namespace watchpost::cli {
namespace {

constexpr std::string_view plant = R"(
[monitors.plant]
type = "mail_command"
description = "a plant that is operated by mail"
devices = ["sandbox"]
mail.address = "{account}"
mail.server = "%Device.Address"
mail.port = {pop3}
mail.username = "{account}"
mail.password = {{ file = "password" }}
smtp.server = "%Device.Address"
smtp.port = {submission}
smtp.tls = "implicit"
tls.ca_file = "ca.pem"
user = ["operator {hash}"]
allow = ["user:operator operate *"]

[[points]]
id = "pump1"
title = "Pump 1"
direction = "out"
words = ["running", "stopped"]

[[points]]
id = "level"
title = "Tank level"
kind = "analog"
unit = "m"
source = {{ sine = [0.5, 4.5], period = "1m" }}
)";

// "200 done: ..."
bool has_code(std::string_view line) {
  return line.size() > 4 && std::isdigit(static_cast<unsigned char>(line[0])) &&
         std::isdigit(static_cast<unsigned char>(line[1])) &&
         std::isdigit(static_cast<unsigned char>(line[2])) && line[3] == ' ';
}

}  // namespace

std::string demo_plant::settings(std::uint16_t pop3_port, std::uint16_t submission_port,
                                 std::string_view password_hash) {
  return fmt::format(fmt::runtime(plant), fmt::arg("account", account), fmt::arg("pop3", pop3_port),
                     fmt::arg("submission", submission_port), fmt::arg("hash", password_hash));
}

void demo_plant::send(std::string_view id, std::string_view commands) {
  mail_.inject(account, fmt::format("From: {}\r\nTo: {}\r\nDate: {:%a, %d %b %Y %H:%M:%S} +0000\r\n"
                                    "Message-ID: <{}@sandbox.test>\r\nSubject: pump\r\n\r\n{}",
                                    person, account, fmt::gmtime(std::time(nullptr)), id, commands));
}

// Its text; empty: there is none yet.
std::string demo_plant::answer_to(std::string_view id) const {
  const auto reference = fmt::format("In-Reply-To: <{}@sandbox.test>", id);
  for (const auto& m : mail_.messages(person)) {
    const auto body = m.bytes.find("\r\n\r\n");
    if (body != m.bytes.npos && m.bytes.find(reference) < body) return m.bytes.substr(body + 4);
  }
  return {};
}

void demo_plant::tell_answer(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find("\r\n", at), text.size());
    const auto line = text.substr(at, end - at);
    if (has_code(line)) tell_("  " + line);
    at = end + 2;
  }
}

bool demo_plant::runs() const {
  const auto now = points_.read("pump1");
  return now && now->value == point::value(true);
}

void demo_plant::check() {
  if (scene_ == scene::begin) {
    tell_(
        fmt::format("{} mails to {}: \"login operator ...\", \"on pump1\", \"get level\"", person, account));
    send("demo-1", fmt::format("login operator {}\r\non pump1\r\nget level\r\n", password_));
    scene_ = scene::asked;
  } else if (scene_ == scene::asked) {
    const auto text = answer_to("demo-1");
    if (text.empty()) return;
    switched_ = runs();
    tell_("the answer:");
    tell_answer(text);
    tell_("a forger mails in the operator's name, with a guessed password: \"off pump1\"");
    send("demo-2", "login operator guessed-password\r\noff pump1\r\n");
    scene_ = scene::forged;
  } else if (scene_ == scene::forged) {
    if (!mail_.messages(account).empty()) return;
    refused_ = runs();
    const auto text = answer_to("demo-2");
    tell_(text.empty() ? "it is removed without a word" : "the operator is told:");
    tell_answer(text);
    tell_(refused_ ? "pump1 is still running" : "pump1 was stopped by the forger");
    scene_ = scene::over;
  }
}

std::string demo_plant::summary() const {
  return fmt::format("plant@sandbox: {}, {}", switched_ ? "switched by its operator's mail" : "not switched",
                     refused_ ? "not by a forged one" : "no forgery refused");
}

}  // namespace watchpost::cli

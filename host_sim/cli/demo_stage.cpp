#include "cli/demo_stage.h"

#include "cli/demo_plant.h"
#include "cli/password_hash.h"

#include <fmt/format.h>

#include <fstream>
#include <random>
#include <string_view>

namespace watchpost::cli {
namespace {

namespace fs = std::filesystem;

abi::error refuse(std::string text) { return {.status = WP_E_IO, .domain = "demo", .text = std::move(text)}; }

std::string random_word() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

bool write(const fs::path& file, std::string_view text) {
  std::ofstream out(file);
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  return static_cast<bool>(out << text << std::flush);
}

constexpr std::string_view account = R"(
[monitors.{name}]
type = "email_monitor"
description = "{about}"
devices = ["sandbox"]
smtp.to = "{name}@sandbox.test"
smtp.from = "{name}@sandbox.test"
smtp.username = "{name}@sandbox.test"
mail.username = "{name}@sandbox.test"
mail.protocol = "{protocol}"
mail.port = {port}
)";

}  // namespace

abi::expected<std::unique_ptr<demo_stage>> demo_stage::build() {
  std::unique_ptr<demo_stage> out(new demo_stage);
  out->password_ = random_word();
  sandbox::options options;
  for (const char* name : {"imap", "pop3", "unlucky"})
    options.users.push_back({std::string(name) + "@sandbox.test", out->password_});
  options.users.push_back({demo_plant::account, out->password_});
  options.users.push_back({demo_plant::person, random_word()});
  out->operator_password_ = random_word();
  const auto hash = hash_password(out->operator_password_);
  if (!hash) return hash.error();
  std::string why;
  out->mail_ = sandbox::server::start(options, why);
  if (!out->mail_) return refuse("the mail server does not start: " + why);
  // So that there is something to measure; mail servers note arrivals in whole seconds.
  out->mail_->set_delivery_delay("imap@sandbox.test", std::chrono::milliseconds(1100));
  out->mail_->set_delivery_delay("pop3@sandbox.test", std::chrono::milliseconds(2100));
  out->mail_->set_delivery_delay("unlucky@sandbox.test", std::chrono::milliseconds(1600));

  std::error_code bad;
  out->folder_ = fs::temp_directory_path(bad) / ("watchpost-demo-" + random_word());
  if (!fs::create_directory(out->folder_, bad))
    return refuse("cannot make the folder " + out->folder_.string() + ": " + bad.message());
  fs::permissions(out->folder_, fs::perms::owner_all, bad);
  const bool written = write(out->folder_ / "password", out->password_) &&
                       out->mail_->write_ca((out->folder_ / "ca.pem").string()) &&
                       write(out->config_file(), out->settings(*hash));
  if (!written) return refuse("cannot write into " + out->folder_.string() + "; free some space");
  return out;
}

demo_stage::~demo_stage() {
  if (mail_) mail_->stop();
  std::error_code ignored;
  if (!keep_ && !folder_.empty()) fs::remove_all(folder_, ignored);
}

std::string demo_stage::settings(std::string_view operator_hash) const {
  const auto ports = mail_->ports();
  std::string out = fmt::format(
      R"(# Three monitors of one mail server, and a plant that is operated by mail. Their password stands in a file.
state = "watchpost.db"

[defaults]
interval = "3s"
timeout = "3s"

[defaults.email_monitor]
smtp.port = {}
smtp.tls = "implicit"
smtp.auth = "auto"
smtp.password = {{ file = "password" }}
mail.tls = "implicit"
mail.password = {{ file = "password" }}
tls.ca_file = "ca.pem"

[devices.sandbox]
address = "{}"
display_name = "The mail server of the demo"
)",
      ports.submission_tls, mail_->host());
  const auto add = [&](const char* name, const char* about, const char* protocol, std::uint16_t port) {
    out += fmt::format(fmt::runtime(account), fmt::arg("name", name), fmt::arg("about", about),
                       fmt::arg("protocol", protocol), fmt::arg("port", port));
  };
  add("imap", "SMTP out, IMAP in", "imap", ports.imap_tls);
  add("pop3", "SMTP out, POP3 in", "pop3", ports.pop3_tls);
  add("unlucky", "its mail is lost for a while", "imap", ports.imap_tls);
  return out + demo_plant::settings(ports.pop3_tls, ports.submission_tls, operator_hash);
}

}  // namespace watchpost::cli

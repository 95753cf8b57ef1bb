// demo_stage.h - the scenery of the demo: a mail server, and a folder with a settings file that fits it.
#pragma once

#include "engine/error.h"
#include "sandbox/server.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace watchpost::cli {

class demo_stage {
 public:
  /// The mail server runs, and config_file() exists, when this succeeds.
  static abi::expected<std::unique_ptr<demo_stage>> build();
  demo_stage(const demo_stage&) = delete;
  demo_stage& operator=(const demo_stage&) = delete;
  /// Stops the server and removes the folder, unless keep() was called.
  ~demo_stage();

  sandbox::server& mail() { return *mail_; }
  std::string folder() const { return folder_.string(); }
  std::string config_file() const { return (folder_ / "watchpost.toml").string(); }
  /// Of the operator of the plant, for commands.
  const std::string& operator_password() const { return operator_password_; }
  void keep() { keep_ = true; }

 private:
  demo_stage() = default;
  std::string settings(std::string_view operator_hash) const;

  std::unique_ptr<sandbox::server> mail_;
  std::filesystem::path folder_;
  std::string password_, operator_password_;
  bool keep_ = false;
};

}  // namespace watchpost::cli

// demo_plant.h - the other half of the demo: a plant that its operator switches by mail, and that a forger
// does not.
//
//   demo_plant plant(mail, host.points(), password, tell);
//   host.loop().at(..., [&] { plant.check(); });   // a few times a second, until plant.complete()
//
// Thread: the engine's.
#pragma once

#include "engine/points/simulated_points.h"
#include "sandbox/server.h"

#include <functional>
#include <string>
#include <string_view>

namespace watchpost::cli {

class demo_plant {
 public:
  static constexpr const char* account = "plant@sandbox.test";
  static constexpr const char* person = "operator@sandbox.test";

  /// `password` is the operator's, for commands.
  demo_plant(sandbox::server& mail, engine::simulated_points& points, std::string password,
             std::function<void(std::string)> tell)
      : mail_(mail), points_(points), password_(std::move(password)), tell_(std::move(tell)) {}

  void check();
  bool complete() const { return scene_ == scene::over && switched_ && refused_; }
  std::string summary() const;

  /// The settings file's part: points, and a mail_command on device "sandbox".
  static std::string settings(std::uint16_t pop3_port, std::uint16_t submission_port,
                              std::string_view password_hash);

 private:
  enum class scene { begin, asked, forged, over };

  void send(std::string_view id, std::string_view commands);
  std::string answer_to(std::string_view id) const;
  void tell_answer(const std::string& text);
  bool runs() const;

  sandbox::server& mail_;
  engine::simulated_points& points_;
  std::string password_;
  std::function<void(std::string)> tell_;
  scene scene_ = scene::begin;
  bool switched_ = false, refused_ = false;
};

}  // namespace watchpost::cli

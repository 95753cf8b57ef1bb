// demo_story.h - what happens in the demo, and whether all of it happened.
//
//   imap, pop3: up at the first poll, then up with a measured delivery time.
//   unlucky: the same; then its mail is dropped until it is lost; then it recovers.
//
// Thread: the engine's.
#pragma once

#include "engine/sink.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace watchpost::cli {

class demo_story final : public engine::sink {
 public:
  struct stage_hands {
    std::function<void()> drop_mail;     ///< of the unlucky one, from now on
    std::function<void()> deliver_mail;  ///< again
    std::function<void(std::string)> tell;
  };

  demo_story(const std::vector<std::string>& steady, std::string unlucky, stage_hands hands);

  void completed(const engine::report& report) override;

  bool complete() const;
  /// What happened, a line per monitor.
  std::vector<std::string> summary() const;

 private:
  struct progress {
    bool first_up = false;
    int verified = 0;            // polls that are up with a delivery time
    double best = 0, worst = 0;  // delivery, seconds
    bool lost = false;
    bool recovered = false;
    std::string last;  // what it said last
  };

  void unlucky(progress& p, const engine::report& report);

  std::string unlucky_;
  stage_hands hands_;
  std::map<std::string, progress> all_;
  bool dropping_ = false;
};

}  // namespace watchpost::cli

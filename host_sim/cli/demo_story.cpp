#include "cli/demo_story.h"

#include <fmt/format.h>

#include <algorithm>

namespace watchpost::cli {

demo_story::demo_story(const std::vector<std::string>& steady, std::string unlucky, stage_hands hands)
    : unlucky_(std::move(unlucky)), hands_(std::move(hands)) {
  for (const auto& name : steady) all_[name];
  all_[unlucky_];
}

void demo_story::completed(const engine::report& report) {
  const auto known = all_.find(report.instance);
  if (known == all_.end()) return;  // the plant is another story
  auto& p = known->second;
  const auto& r = report.result;
  p.last = std::string(name(r.state)) + " " + r.verdict + ": " + r.summary;
  const auto* delivery = r.find_reading("delivery");
  if (r.verdict == "up") {
    if (delivery == nullptr) {
      p.first_up = true;
    } else {
      p.best = p.verified == 0 ? delivery->value : std::min(p.best, delivery->value);
      p.worst = std::max(p.worst, delivery->value);
      ++p.verified;
    }
  }
  if (report.instance == unlucky_) unlucky(p, report);
}

void demo_story::unlucky(progress& p, const engine::report& report) {
  const auto& verdict = report.result.verdict;
  if (!p.lost && !dropping_ && p.verified >= 1) {
    dropping_ = true;
    hands_.drop_mail();
    hands_.tell("the mail server loses the mail of " + unlucky_ + " from now on, without a word");
  } else if (dropping_ && verdict == "lost") {
    p.lost = true;
    dropping_ = false;
    hands_.deliver_mail();
    hands_.tell("lost mail was noticed; the mail server delivers again");
  } else if (p.lost && !p.recovered && verdict == "up") {
    p.recovered = true;
    hands_.tell(unlucky_ + " has recovered");
  }
}

bool demo_story::complete() const {
  return std::all_of(all_.begin(), all_.end(), [this](const auto& entry) {
    const auto& p = entry.second;
    return p.first_up && p.verified >= 2 && (entry.first != unlucky_ || (p.lost && p.recovered));
  });
}

std::vector<std::string> demo_story::summary() const {
  std::vector<std::string> out;
  for (const auto& [instance, p] : all_) {
    std::string line = instance + ": ";
    line += p.first_up ? "up at the first poll, " : "never up at a first poll, ";
    line += p.verified == 0
                ? std::string("no delivery verified")
                : fmt::format("{} deliveries verified in {:.2f} to {:.2f} s", p.verified, p.best, p.worst);
    if (instance == unlucky_)
      line += p.lost ? (p.recovered ? ", lost and recovered" : ", lost, not recovered") : ", never lost";
    if (p.verified == 0 || (instance == unlucky_ && !p.recovered))
      line += " (last: " + (p.last.empty() ? "no poll" : p.last) + ")";
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace watchpost::cli

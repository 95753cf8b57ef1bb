#include "cli/result_lines.h"

#include "engine/json_text.h"
#include "engine/perfdata.h"
#include "engine/poll_result_json.h"
#include "engine/time_text.h"

#include <boost/json.hpp>

#include <array>
#include <ostream>

namespace watchpost::cli {

std::string plain_line(const engine::report& report, bool with_perfdata) {
  const auto& r = report.result;
  auto out = engine::local_text(r.times.finished_wall) + " " + report.instance + " " +
             std::string(name(r.state)) + " " + r.verdict;
  if (!r.summary.empty()) out += ": " + r.summary;
  if (report.has_evidence) out += " [evidence]";
  const auto data = with_perfdata ? engine::perfdata(r.readings) : std::string{};
  return data.empty() ? out : out + " | " + data;
}

std::string json_line(const engine::report& report) {
  constexpr std::array<const char*, 3> reasons{"scheduled", "manual", "again"};
  const auto reason = static_cast<std::size_t>(report.reason);
  boost::json::object out{{"instance", report.instance},
                          {"type", report.type},
                          {"reason", reason < reasons.size() ? reasons[reason] : "unknown"}};
  for (auto& [key, value] : engine::to_json(report.result)) out[key] = value;
  if (report.has_evidence) out["evidence"] = true;
  return engine::json_text(out);
}

void line_sink::completed(const engine::report& report) {
  out_ << (form_ == form::json ? json_line(report) : plain_line(report, form_ == form::plain)) << std::endl;
}

}  // namespace watchpost::cli

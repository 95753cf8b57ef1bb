// perfdata.h - readings as performance data of the monitoring-plugins guidelines.
//
//   'label'=value[UOM];warn;crit;min;max
//
// Units that the guidelines do not know ("d") are left out. When both limits are set and the critical one is
// the lower, the value is bad below them and they are written as ranges ("14:").
#pragma once

#include "engine/poll_result.h"

#include <span>
#include <string>

namespace watchpost::engine {

/// One entry; empty for a value that is not finite.
std::string perfdata(const reading& value);

/// All entries, separated by a space.
std::string perfdata(std::span<const reading> values);

/// "EMAIL_MONITOR OK - summary | perfdata": one line, without a newline.
std::string status_line(std::string_view type_id, const poll_result& found);

}  // namespace watchpost::engine

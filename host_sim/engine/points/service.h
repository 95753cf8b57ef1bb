// service.h - wp.points/1, as instances reach it through their wp_host.
#pragma once

#include <watchpost/service/points.h>

namespace watchpost::engine {

/// For a wp_host whose instance_host has a simulated_points.
const wp_points* points_service();

}  // namespace watchpost::engine

// point_text.h - the values of points as people write and read them, for the users of the engine:
// point::to_text(info, value), point::parse(info, text).
#pragma once

#include <watchpost/cpp/point_text.hpp>

// instance_name.h - the name under which `check` keeps the state of an instance between two runs.
//
//   instance_name(spec)   // "email_monitor-1a2b3c4d@mx.example.org"
//
// It is made of the settings that say what the instance looks at (WP_PARAM_IDENTITY), with their defaults, in
// any order and spelling of letters; of all settings that are no secrets where a type names none. So another
// deadline or password finds the state again, and another mailbox does not.
#pragma once

#include "engine/instance_spec.h"

#include <string>

namespace watchpost::engine {

std::string instance_name(const instance_spec& spec);

}  // namespace watchpost::engine

// audit_service.h - "wp.audit/1" as a host offers it: checks and copies what an instance passes, adds the
// time and the name, and appends it to the log of audit.h.
#pragma once

#include "engine/audit.h"
#include "engine/redaction.h"

#include <watchpost/service/audit.h>

namespace watchpost::engine {

/// The record, or why the contract does not allow it. Values become safe to show.
abi::expected<audit_entry> audit_entry_of(std::string_view event, const wp_fact* facts, std::size_t count,
                                          const redaction& secrets);

}  // namespace watchpost::engine

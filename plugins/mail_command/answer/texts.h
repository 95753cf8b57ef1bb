// The words of answers beside those of the reply catalogue.
#pragma once

#include "mail_command/grammar/fault.h"
#include "mail_command/grammar/language.h"

#include <watchpost/cpp/point_values.hpp>

namespace watchpost::mail_command {

bilingual text_of(fault_kind k);
bilingual text_of(point::quality q);
bilingual text_of(point::alarm a);
bilingual text_of(point::kind k);
bilingual help_page();

}  // namespace watchpost::mail_command

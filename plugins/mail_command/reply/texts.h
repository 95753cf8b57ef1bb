// The words of answers beside those of the reply catalogue.
#pragma once

#include "mail_command/grammar/fault.h"
#include "mail_command/grammar/language.h"

#include <watchpost/cpp/point_values.hpp>

namespace watchpost::mail_command::reply {

grammar::bilingual text_of(grammar::fault_kind k);
grammar::bilingual text_of(point::quality q);
grammar::bilingual text_of(point::alarm a);
grammar::bilingual text_of(point::kind k);
grammar::bilingual help_page();

}  // namespace watchpost::mail_command::reply

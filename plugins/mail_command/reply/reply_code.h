// Every code that a line of an answer may begin with: 2xx done, 4xx not now (something may change that), 5xx
// refused. Answers and the documentation read this table; nothing else defines a code.
#pragma once

#include "mail_command/grammar/language.h"

#include <cstdint>
#include <span>

namespace watchpost::mail_command::reply {

enum class reply_code : std::uint16_t {
  done = 200,
  would = 201,
  value = 202,
  information = 203,
  already = 205,
  acknowledged = 206,

  busy = 420,
  no_host = 421,
  result_unknown = 430,
  not_executed = 431,
  under_way = 432,
  denied = 440,
  confirm = 450,
  second_person = 451,
  too_often = 460,

  not_understood = 500,
  syntax = 501,
  bad_time = 502,
  too_much = 503,
  in_doubt = 504,
  no_point = 510,
  ambiguous = 511,
  not_operable = 512,
  wrong_kind = 513,
  out_of_limits = 514,
  no_alarm = 515,
  old_mail = 520,
  too_late = 521,
  replayed = 522,
  too_large = 523,
  not_allowed = 530,
  read_only = 531,
  more_proof = 532,
  wrong_credentials = 533,
  wrong_code = 534,
  one_person = 535,
  failed = 540,
};

struct reply_entry {
  reply_code code;
  grammar::bilingual text;    // of the answer, without a full stop
  grammar::bilingual remedy;  // for the documentation and, with 4xx and 5xx, the answer; may be empty
};

constexpr unsigned number(reply_code r) { return static_cast<unsigned>(r); }
constexpr bool good(reply_code r) { return number(r) < 300; }

// In ascending order.
std::span<const reply_entry> replies();
const reply_entry& entry(reply_code r);

}  // namespace watchpost::mail_command::reply

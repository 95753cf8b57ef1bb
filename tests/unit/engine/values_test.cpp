// Durations, texts, perfdata, JSON: the small values.
#include "engine/duration.h"
#include "engine/perfdata.h"
#include "engine/poll_result_json.h"
#include "engine/redaction.h"
#include "engine/text.h"
#include "engine/time_text.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

using namespace watchpost;
using namespace watchpost::engine;

TEST(duration, reads_what_it_writes) {
  for (const auto ms : {0LL, 1LL, 999LL, 1000LL, 90'000LL, 5'400'000LL, 86'400'000LL, 93'784'005LL}) {
    EXPECT_EQ(parse_duration(duration_text(ms)), ms) << duration_text(ms);
  }
  EXPECT_EQ(duration_text(5'400'000), "1h30m");
  EXPECT_FALSE(parse_duration("5"));
  EXPECT_FALSE(parse_duration("5 m"));
}

TEST(duration, short_form_for_tables) {
  EXPECT_EQ(short_duration(412), "412 ms");
  EXPECT_EQ(short_duration(3'249), "3.2 s");
  EXPECT_EQ(short_duration(245'000), "4m 05s");
  EXPECT_EQ(short_duration(7'800'000), "2h 10m");
  EXPECT_EQ(short_duration(273'600'000), "3d 4h");
}

TEST(duration, reads_points_of_time) {
  EXPECT_EQ(parse_time("1970-01-01T00:00:01Z"), 1000);
  EXPECT_EQ(parse_time("2024-02-29T12:00:00.250Z"), 1709208000000);
  EXPECT_EQ(parse_time(local_text(1709208000000)), 1709208000000);
  for (const auto* bad :
       {"", "now", "2024-02-30T12:00:00Z", "2024-02-29T12:00:00", "2024-02-29 12:00:00Z", "2024-02-29 12:00",
        "2024-02-29T12:00:00.5", "2024-13-01 12:00:00", "2024-02-29 12:61:00"})
    EXPECT_FALSE(parse_time(bad)) << bad;
}

TEST(duration, utc_text_of_any_time) {
  EXPECT_EQ(utc_text(1'704'067'200'250), "2024-01-01T00:00:00.250Z");
  EXPECT_EQ(utc_text(-1), "1969-12-31T23:59:59.999Z");
}

TEST(text, foreign_text_becomes_one_safe_line) {
  EXPECT_EQ(one_line("a\r\nb\tc\x1b[31m"), "a  b c [31m");
  EXPECT_EQ(one_line("\xE2\x80\xAE evil"), "  evil");
  EXPECT_EQ(one_line("\xFF\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(one_line("日本", 4), "日");
}

TEST(text, width_counts_wide_characters_twice) {
  EXPECT_EQ(display_width("日本a"), 5u);
  EXPECT_EQ(fit("日本語です", 6), "日本…");
  EXPECT_EQ(fit("short", 6), "short");
}

TEST(perfdata, has_units_limits_and_quotes) {
  EXPECT_EQ(perfdata(reading{"delivery_seconds", 1.25, 5, 10, "s"}), "'delivery_seconds'=1.25s;5;10;0");
  EXPECT_EQ(perfdata(reading{"count", 3, no_limit, no_limit, ""}), "'count'=3");
  EXPECT_EQ(perfdata(reading{"it's=x", 3, no_limit, 4, ""}), "'it''s_x'=3;;4");
}

TEST(perfdata, value_that_is_bad_when_low_has_ranges) {
  EXPECT_EQ(perfdata(reading{"certificate_days", 30, 14, 7, "d"}), "'certificate_days'=30;14:;7:");
}

TEST(perfdata, leaves_out_what_is_not_a_number) {
  EXPECT_EQ(perfdata(reading{"x", no_limit, 1, 2, "s"}), "");
}

TEST(status_line, is_one_line_without_bars_in_the_text) {
  poll_result found;
  found.state = health::warning;
  found.summary = "slow | very";
  found.readings.push_back({"t", 2, no_limit, no_limit, "s"});
  EXPECT_EQ(status_line("email_monitor", found), "EMAIL_MONITOR WARNING - slow / very | 't'=2s;;;0");
}

TEST(poll_result, exit_codes_of_the_guidelines) {
  EXPECT_EQ(exit_code(health::ok), 0);
  EXPECT_EQ(exit_code(health::pending), 0);
  EXPECT_EQ(exit_code(health::warning), 1);
  EXPECT_EQ(exit_code(health::critical), 2);
  EXPECT_EQ(exit_code(health::unknown), 3);
}

TEST(poll_result_json, round_trips_readings_facts_and_errors) {
  const std::vector<reading> readings{{"a", 1.5, 2, no_limit, "s"}};
  const auto back = readings_from_json(readings_to_json(readings));
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back[0].metric, "a");
  EXPECT_EQ(back[0].value, 1.5);
  EXPECT_EQ(back[0].warning, 2);
  EXPECT_NE(back[0].critical, back[0].critical);
  const std::vector<fact> facts{{"k", "v"}};
  EXPECT_EQ(facts_from_json(facts_to_json(facts)), facts);
  const host::error why{
      .status = WP_E_IO, .domain = "smtp", .code = 535, .text = "no", .key = "smtp.password"};
  EXPECT_EQ(error_from_json(error_to_json(why)), why);
}

TEST(redaction, sees_through_base64_wherever_the_secret_begins) {
  redaction r;
  r.add("geheimnis");
  EXPECT_EQ(r.apply("AUTH PLAIN AG1vbml0b3IAZ2VoZWltbmlz"),
            "AUTH PLAIN AG1vbml0b3IA***");  // \0monitor\0geheimnis
  for (const auto* encoded :
       {"Z2VoZWltbmlz", "eGdlaGVpbW5pcw==", "eHhnZWhlaW1uaXM=", "eHh4Z2VoZWltbmlzeA=="}) {
    const auto shown = r.apply(encoded);
    EXPECT_NE(shown.find("***"), std::string::npos) << encoded;
    EXPECT_LE(shown.size(), 3U + 8U) << encoded << ": " << shown;
  }
}

TEST(redaction, reaches_all_texts_of_a_result) {
  redaction r;
  r.add("geheimnis");
  poll_result o;
  o.summary = "535 geheimnis";
  o.facts = {{"server_text", "no geheimnis"}};
  o.error = host::error{.status = WP_E_IO, .domain = "smtp", .text = "geheimnis refused"};
  o.documents = {{"a.txt", "text/plain", "PASS geheimnis\n"}};
  r.apply(o);
  EXPECT_EQ(o.summary, "535 ***");
  EXPECT_EQ(o.facts[0].value, "no ***");
  EXPECT_EQ(o.error->text, "*** refused");
  EXPECT_EQ(o.documents[0].content, "PASS ***\n");
}

TEST(redaction, blots_out_secrets_longest_first) {
  redaction r;
  r.add("secret");
  r.add("secret-longer");
  r.add("abc");
  EXPECT_EQ(r.apply("x secret-longer y secret z abc"), "x *** y *** z abc");
}

// What is not a mail for us, written by a person.
#include "mail_command/intake/filter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace watchpost::mail_command::intake {
namespace {

using mail::message::header_fields;

const filter_terms terms{.own = {"box@plant.example", "pumps@plant.example"}, .max_size = 1000};

std::string person(std::string more = {}) {
  return "Received: from a by b; Sun, 22 Nov 2026 10:15:00 +0000\r\nFrom: Alice <alice@example.org>\r\n"
         "To: box@plant.example\r\nSubject: status\r\n" +
         std::move(more) + "\r\n";
}

passage of(const std::string& header, std::uint64_t size = 100) {
  const filtered f = sift(header_fields(header), size, terms);
  EXPECT_EQ(f.reason.empty(), f.kind == passage::person) << f.reason;
  EXPECT_EQ(f.reason.find('\n'), std::string::npos);
  return f.kind;
}

TEST(Filter, LetsAPersonPass) {
  EXPECT_EQ(of(person()), passage::person);
  EXPECT_EQ(of(person("Auto-Submitted: no\r\n")), passage::person);
}

TEST(Filter, TakesMailThatNamesUsAnywhere) {
  const auto to = [](const std::string& fields) {
    return of("From: alice@example.org\r\n" + fields + "\r\n");
  };
  EXPECT_EQ(to("To: \"The box\" <BOX@Plant.Example>\r\n"), passage::person);
  EXPECT_EQ(to("To: bob@example.org, carol@example.org\r\nCc: pumps@plant.example\r\n"), passage::person);
  EXPECT_EQ(to("To: undisclosed-recipients:;\r\nDelivered-To: box@plant.example\r\n"), passage::person);
  EXPECT_EQ(to("X-Original-To: <box@plant.example>\r\n"), passage::person);
  EXPECT_EQ(to("To: bob@example.org\r\n"), passage::unaddressed);
  EXPECT_EQ(to("To: box@plant.example.org\r\n"), passage::unaddressed);
  EXPECT_EQ(to("To: \"box@plant.example\" <bob@example.org>\r\n"), passage::unaddressed);
  EXPECT_EQ(to(""), passage::unaddressed);
}

TEST(Filter, RefusesAutomaticMailOfEachKind) {
  EXPECT_EQ(of(person("Auto-Submitted: auto-replied\r\n")), passage::automatic);
  EXPECT_EQ(of(person("Auto-Submitted: auto-generated\r\n")), passage::automatic);
  EXPECT_EQ(of(person("X-Autoreply: yes\r\n")), passage::automatic);
  EXPECT_EQ(of(person("List-Id: <plant.lists.example.org>\r\n")), passage::list);
  EXPECT_EQ(of(person("Precedence: bulk\r\n")), passage::automatic);
  EXPECT_EQ(of(person("Return-Path: <>\r\n")), passage::bounce);
  EXPECT_EQ(of(person("Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n")),
            passage::bounce);
}

TEST(Filter, BreaksLoops) {
  EXPECT_EQ(of(person("X-Watchpost-Loop: pumps@other.example\r\n")), passage::loop);
  EXPECT_EQ(of(person("x-watchpost-loop: pumps@other.example\r\nAuto-Submitted: no\r\n")), passage::loop);
  std::string hops;
  for (std::size_t i = 0; i + 1 < most_hops; ++i) hops += "Received: from a by b; now\r\n";
  EXPECT_EQ(of(person(hops)), passage::person);
  EXPECT_EQ(of(person(hops + "Received: from a by b; now\r\n")), passage::loop);
}

TEST(Filter, NeverAnswersItself) {
  EXPECT_EQ(of("From: box@plant.example\r\nTo: box@plant.example\r\n\r\n"), passage::own);
  EXPECT_EQ(of("From: PUMPS@plant.example\r\nTo: box@plant.example\r\n\r\n"), passage::own);
  EXPECT_EQ(of("From: alice@example.org\r\nSender: box@plant.example\r\nTo: box@plant.example\r\n\r\n"),
            passage::own);
}

TEST(Filter, LooksAtTheSizeLastAsThatIsAnswered) {
  EXPECT_EQ(of(person("Auto-Submitted: auto-replied\r\n"), 1001), passage::automatic);
  EXPECT_EQ(of("From: a@example.org\r\n\r\n", 1001), passage::unaddressed);
  EXPECT_EQ(of(person(), 1001), passage::too_big);
  EXPECT_EQ(of(person(), 1000), passage::person);
}

TEST(Filter, PeopleAreNoMachines) {
  EXPECT_EQ(of(person("X-Auto-Response-Suppress: All\r\n")), passage::person);
  const std::string subject = "From: a@example.org\r\nTo: box@plant.example\r\nSubject: Out of office\r\n";
  EXPECT_EQ(of(subject + "\r\n"), passage::person);
  EXPECT_EQ(sift(header_fields(subject + "\r\n"), 100, terms).doubt, "Subject: Out of office");
  EXPECT_EQ(of(subject + "Auto-Submitted: auto-generated\r\n\r\n"), passage::automatic);
}

TEST(Filter, ReadsTheHeaderOnly) {
  EXPECT_EQ(of(person() + "Auto-Submitted: auto-replied\r\n\r\n"), passage::person);
  EXPECT_EQ(of("From: alice@example.org\r\n\r\nTo: box@plant.example\r\n"), passage::unaddressed);
}

TEST(Filter, AsksForTheFieldsThatItLooksAt) {
  const auto names = filter_fields();
  for (const std::string name : {"From", "Sender", "To", "Cc", "Delivered-To", "Received", "X-Watchpost-Loop",
                                 "Auto-Submitted", "Return-Path", "Content-Type"})
    EXPECT_EQ(std::count(names.begin(), names.end(), name), 1) << name;
}

}  // namespace
}  // namespace watchpost::mail_command::intake

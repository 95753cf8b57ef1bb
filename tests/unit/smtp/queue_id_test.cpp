#include "mail/smtp/reply.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using watchpost::mail::smtp::queue_id;

TEST(QueueId, KnowsTheFormsOfCommonServers) {
  EXPECT_EQ(queue_id("Ok: queued as 4F1aBc9"), "4F1aBc9");
  EXPECT_EQ(queue_id("OK: Queued as ABC."), "ABC");
  EXPECT_EQ(queue_id("OK id=1rXyZ0-0000Ab-2C"), "1rXyZ0-0000Ab-2C");
  EXPECT_EQ(queue_id("u8ABCD012345 Message accepted for delivery"), "u8ABCD012345");
  EXPECT_EQ(queue_id("a1b2c3d4 Message accepted for delivery"), "a1b2c3d4");
  EXPECT_EQ(queue_id("<x@y> [InternalId=123456, Hostname=m.test] Queued mail for delivery"), "123456");
  EXPECT_EQ(queue_id("ok 1700000000 qp 4242"), "4242");
  EXPECT_EQ(queue_id("Message Queued (1A2B-3C.1)"), "1A2B-3C.1");
}

TEST(QueueId, IsEmptyWhereNoneIs) {
  for (const auto* text : {"", "Ok", "Ok: queued as ", "queued as  x", " Message accepted for delivery",
                           "id=", "OK id=", "Message accepted for delivery", "thanks"})
    EXPECT_EQ(queue_id(text), "") << text;
}

TEST(QueueId, IsBoundedAndClean) {
  EXPECT_EQ(queue_id("queued as " + std::string(65, 'x')), "");
  EXPECT_EQ(queue_id("queued as " + std::string(64, 'x')), std::string(64, 'x'));
  EXPECT_EQ(queue_id(std::string("queued as a\0b\x1b", 14)), "a");
  EXPECT_EQ(queue_id(std::string(2000, ' ') + "queued as x"), "");
}

}  // namespace

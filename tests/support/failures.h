// What a test expects of a mail::result that has to be a failure.
//
//   ASSERT_TRUE(fails(done, stage::greeting, cause::closed));
#pragma once

#include "mail/failure.h"

#include <gtest/gtest.h>

namespace watchpost::mail {

template <class T>
testing::AssertionResult fails(const result<T>& came, cause why) {
  if (came) return testing::AssertionFailure() << "it succeeded";
  if (came.error().why == why) return testing::AssertionSuccess();
  return testing::AssertionFailure() << came.error() << ", not " << name(why);
}

template <class T>
testing::AssertionResult fails(const result<T>& came, stage at, cause why) {
  const auto by_cause = fails(came, why);
  if (!by_cause || came.error().at == at) return by_cause;
  return testing::AssertionFailure() << came.error() << ", not at " << name(at);
}

}  // namespace watchpost::mail

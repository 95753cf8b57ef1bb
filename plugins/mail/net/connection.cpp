#include "connection.h"

#include "stream.h"

namespace watchpost::mail::net {

task<result<std::unique_ptr<transport>>> connect(network& net, connect_options options, cancellation cancel,
                                                 session_report& report) {
  auto made = std::make_unique<stream>(net, options, cancel, report);
  const result<void> opened = co_await made->open();
  if (!opened) co_return opened.error();
  co_return std::unique_ptr<transport>(std::move(made));
}

}  // namespace watchpost::mail::net

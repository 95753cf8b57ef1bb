// requests.h - what the engine and the plugins ask of Python: queued here, answered by the one thread of
// Python's own that calls next().
//
//   queue.put("log", "write", [=] { return py::make_tuple(level, source, line); });
//   auto found = queue.ask<std::vector<point::info>>("points", "find", arguments, convert);    // waits
//
// No Python code runs on the thread that asks. Threads: put() and ask() any, without the GIL; next() and the
// functions of request one thread that holds the GIL; close() any, without the GIL.
#pragma once

#include "engine/error.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <pybind11/pybind11.h>
#include <set>
#include <string>
#include <thread>

namespace watchpost::python {

namespace py = pybind11;

/// One question, answered exactly once: by answer(), fail() or the end of the queue.
class request {
 public:
  using arguments = std::function<py::tuple()>;  ///< with the GIL
  using action = std::function<void()>;          ///< without the GIL
  /// With the GIL: takes the answer apart, which may throw; what it returns uses it.
  using convert = std::function<action(py::handle)>;
  /// Without the GIL. `taken`: Python may have begun with it.
  using refuse = std::function<void(const std::string& why, bool taken)>;

  request(std::string service, std::string method, arguments args, convert accept, refuse on_failure);

  const std::string& service() const { return service_; }
  const std::string& method() const { return method_; }
  py::tuple args() const { return args_(); }

  /// Throws TypeError, and counts as failed, when the value is not what the method returns.
  void answer(py::handle value);
  void fail(const std::string& why);

 private:
  friend class request_queue;
  bool claim();
  void give_up(const std::string& why);

  std::string service_, method_;
  arguments args_;
  convert accept_;
  refuse refuse_;
  std::mutex mutex_;  // of the following
  bool taken_ = false;
  bool settled_ = false;
};

class request_queue {
 public:
  static constexpr std::size_t most_lines = 10'000;  ///< log lines that wait; more are dropped

  /// Nobody waits for the answer.
  void put(std::string service, std::string method, request::arguments args);
  void put(std::string service, std::string method, request::arguments args, request::convert accept,
           request::refuse on_failure);

  /// Waits for the answer; a failure when Python failed or the queue is closed.
  template <class T>
  abi::expected<T> ask(std::string service, std::string method, request::arguments args,
                       std::function<T(py::handle)> convert);

  /// Blocks without the GIL. NULL once the queue is closed and empty of what nobody waits for.
  std::shared_ptr<request> next();

  /// Waits until all that was put before is answered; false when it is not within `limit`, and at once on the
  /// thread that answers.
  bool drain(std::chrono::milliseconds limit);

  /// Refuses all that is not answered, and what comes later.
  void close();

  /// The caller is the thread that answers: it must not wait for the engine.
  bool on_answering_thread() const;

 private:
  std::mutex mutex_;
  std::condition_variable wake_, fewer_;
  std::deque<std::shared_ptr<request>> waiting_;
  std::set<std::shared_ptr<request>> taken_;
  std::thread::id answering_;
  bool closed_ = false;
  std::uint64_t put_ = 0, answered_ = 0;
  mutable std::mutex id_mutex_;
};

template <class T>
abi::expected<T> request_queue::ask(std::string service, std::string method, request::arguments args,
                                    std::function<T(py::handle)> convert) {
  const auto answer = std::make_shared<std::promise<abi::expected<T>>>();
  auto future = answer->get_future();
  put(
      std::move(service), std::move(method), std::move(args),
      [answer, convert = std::move(convert)](py::handle value) -> request::action {
        return
            [answer, value = std::make_shared<T>(convert(value))] { answer->set_value(std::move(*value)); };
      },
      [answer](const std::string& why, bool) {
        answer->set_value(abi::error{.status = WP_E_IO, .domain = "python", .text = why});
      });
  return future.get();
}

}  // namespace watchpost::python

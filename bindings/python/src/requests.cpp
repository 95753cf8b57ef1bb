#include "requests.h"

#include "gil.h"

namespace watchpost::python {

request::request(std::string service, std::string method, arguments args, convert accept, refuse on_failure)
    : service_(std::move(service)),
      method_(std::move(method)),
      args_(std::move(args)),
      accept_(std::move(accept)),
      refuse_(std::move(on_failure)) {}

bool request::claim() {
  const std::lock_guard lock(mutex_);
  return !std::exchange(settled_, true);
}

void request::answer(py::handle value) {
  action use;
  std::string wrong;
  try {
    if (accept_) use = accept_(value);
  } catch (const py::error_already_set& e) {
    wrong = e.what();
  } catch (const std::exception& e) {
    wrong = e.what();
  }
  if (!wrong.empty()) {
    wrong = service_ + "." + method_ + "() returned " +
            std::string(py::str(py::type::of(value).attr("__name__"))) + ": " + wrong;
    fail(wrong);
    throw py::type_error(wrong);
  }
  const without_gil free;
  if (claim() && use) use();
}

void request::fail(const std::string& why) {
  const without_gil free;
  give_up(why);
}

void request::give_up(const std::string& why) {
  if (!claim()) return;
  bool taken = false;
  {
    const std::lock_guard lock(mutex_);
    taken = taken_;
  }
  if (refuse_) refuse_(why, taken);
}

void request_queue::put(std::string service, std::string method, request::arguments args) {
  put(std::move(service), std::move(method), std::move(args), nullptr, nullptr);
}

void request_queue::put(std::string service, std::string method, request::arguments args,
                        request::convert accept, request::refuse on_failure) {
  const bool awaited = on_failure != nullptr;
  auto made = std::make_shared<request>(std::move(service), std::move(method), std::move(args),
                                        std::move(accept), std::move(on_failure));
  {
    const std::lock_guard lock(mutex_);
    if (!closed_) {
      if (!awaited && waiting_.size() >= most_lines) return;
      waiting_.push_back(std::move(made));
      ++put_;
      wake_.notify_one();
      return;
    }
  }
  made->give_up("the engine is closed");
}

std::shared_ptr<request> request_queue::next() {
  {
    const std::lock_guard lock(id_mutex_);
    answering_ = std::this_thread::get_id();
  }
  const without_gil free;
  std::unique_lock lock(mutex_);
  if (!taken_.empty()) {  // one at a time: the one before is answered
    taken_.clear();
    ++answered_;
    fewer_.notify_all();
  }
  wake_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
  if (waiting_.empty()) return nullptr;
  auto first = std::move(waiting_.front());
  waiting_.pop_front();
  {
    const std::lock_guard of_request(first->mutex_);
    first->taken_ = true;
  }
  taken_.insert(first);
  return first;
}

bool request_queue::drain(std::chrono::milliseconds limit) {
  if (on_answering_thread()) return false;
  std::unique_lock lock(mutex_);
  return fewer_.wait_for(lock, limit, [this, all = put_] { return closed_ || answered_ >= all; });
}

void request_queue::close() {
  std::deque<std::shared_ptr<request>> refused;
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    std::deque<std::shared_ptr<request>> kept;
    for (auto& each : waiting_) (each->refuse_ ? refused : kept).push_back(std::move(each));
    waiting_ = std::move(kept);
    refused.insert(refused.end(), taken_.begin(), taken_.end());
    wake_.notify_all();
    fewer_.notify_all();
  }
  for (const auto& each : refused) each->give_up("the engine is closed");
}

bool request_queue::on_answering_thread() const {
  const std::lock_guard lock(id_mutex_);
  return answering_ == std::this_thread::get_id();
}

}  // namespace watchpost::python

#include "cancel_hook.h"

namespace watchpost::mail::net {

struct cancellation::state {
  bool raised = false;
  cancel_hook* first = nullptr;
};

cancellation::cancellation() : state_(std::make_shared<state>()) {}

void cancellation::raise() {
  const std::shared_ptr<state> keep = state_;
  keep->raised = true;
  while (keep->first != nullptr) {
    cancel_hook& hook = *keep->first;
    hook.unlink();
    hook.raised_();
  }
}

bool cancellation::raised() const noexcept { return state_->raised; }

cancel_hook::cancel_hook(const cancellation& of, std::function<void()> raised)
    : list_(of.shared()), raised_(std::move(raised)) {
  if (list_->raised) return;
  next_ = list_->first;
  from_ = &list_->first;
  if (next_ != nullptr) next_->from_ = &next_;
  list_->first = this;
}

cancel_hook::~cancel_hook() { unlink(); }

void cancel_hook::unlink() {
  if (from_ == nullptr) return;
  *from_ = next_;
  if (next_ != nullptr) next_->from_ = from_;
  from_ = nullptr;
  next_ = nullptr;
}

}  // namespace watchpost::mail::net

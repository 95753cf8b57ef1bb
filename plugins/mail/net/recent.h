// A map that forgets what was not used for longest.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <utility>

namespace watchpost::mail::net {

template <class Key, class Value>
class recent {
 public:
  explicit recent(std::size_t most) : most_(most) {}

  Value* find(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }

  // The value of `key`, made where there is none. Valid until `most` other keys were used.
  Value& of(const Key& key) {
    if (Value* known = find(key)) return *known;
    if (order_.size() >= most_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    order_.emplace_front(key, Value{});
    index_.emplace(key, order_.begin());
    return order_.front().second;
  }

  void erase(const Key& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return;
    order_.erase(found->second);
    index_.erase(found);
  }

  std::size_t size() const { return order_.size(); }

 private:
  using entry = std::pair<Key, Value>;
  std::size_t most_;
  std::list<entry> order_;  // latest use first
  std::map<Key, typename std::list<entry>::iterator> index_;
};

}  // namespace watchpost::mail::net

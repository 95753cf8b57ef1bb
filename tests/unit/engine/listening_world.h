// listening_world.h - a world with the listening plugin, whose hall is empty at the beginning.
#pragma once

#include "listening_plugin.h"
#include "world.h"

namespace watchpost::test {

class listening_world : public world {
 protected:
  listening_world() {
    hall() = {};
    plugins.add_module(listening_module, "listening");
  }
  ~listening_world() override {
    host.reset();
    hall() = {};
  }
};

}  // namespace watchpost::test

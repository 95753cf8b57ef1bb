# The interpreter of the bindings and of the tests: the system's, whatever other one stands first in PATH.
if(NOT DEFINED Python_EXECUTABLE AND EXISTS /usr/bin/python3)
  set(Python_EXECUTABLE /usr/bin/python3)
endif()
set(components Interpreter)
if(WATCHPOST_PYTHON)
  list(APPEND components Development.Module)
endif()
find_package(Python 3.11 REQUIRED COMPONENTS ${components})

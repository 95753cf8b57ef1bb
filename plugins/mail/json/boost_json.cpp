// The one translation unit of the plugins that holds Boost.JSON's code.
#include <boost/json/src.hpp>

# Boost, OpenSSL and threads; and Asio, compiled once: its headers then hold declarations only.
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Threads REQUIRED)

add_library(watchpost_asio STATIC "${CMAKE_CURRENT_LIST_DIR}/asio.cpp")
target_compile_definitions(watchpost_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
if(WATCHPOST_SANITIZE MATCHES "thread")
  target_compile_definitions(watchpost_asio PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)  # it does not know fences
endif()
target_link_libraries(watchpost_asio PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

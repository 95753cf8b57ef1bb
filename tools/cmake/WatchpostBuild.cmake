# How everything is compiled, and the dependencies as targets.

set(CMAKE_C_STANDARD 11)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

# Objects do not depend on where the checkout lies, so another clone finds them in the cache.
add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=")
find_program(WATCHPOST_CCACHE ccache)
if(WATCHPOST_CCACHE)
  set(launcher env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${WATCHPOST_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
# gcc 12: -Wrestrict is wrong about std::string under -O2, -Wmaybe-uninitialized and -Wtsan about Asio under sanitizers.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# In a unity build other files' names are in sight: hiding them, and coroutine frames that hold them, is no fault there.
add_compile_options("$<$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>:-Wno-shadow>"
  "$<$<AND:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>,$<COMPILE_LANG_AND_ID:CXX,GNU>>:-Wshadow=local;-Wno-subobject-linkage>")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
if(WATCHPOST_SANITIZE)
  add_compile_options(-fsanitize=${WATCHPOST_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
                      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> $<$<CXX_COMPILER_ID:GNU>:-Wno-tsan>)
  if(WATCHPOST_SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # A third of gcc's time, for little beside ASan. The fuzz targets, built by clang, have these checks.
    add_compile_options(-fno-sanitize=null,alignment,vptr)
  endif()
  add_link_options(-fsanitize=${WATCHPOST_SANITIZE})
  set(CMAKE_C_FLAGS_DEBUG "-g1 -O1")
  set(CMAKE_CXX_FLAGS_DEBUG "-g1 -O1")
else()
  add_compile_definitions($<$<CONFIG:RelWithDebInfo>:_FORTIFY_SOURCE=2>)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
set(Boost_NO_WARN_NEW_VERSIONS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS program_options)
find_package(PkgConfig REQUIRED)
pkg_check_modules(GMIME REQUIRED IMPORTED_TARGET gmime-3.0>=3.2)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc>=2.4)
pkg_check_modules(GUMBO REQUIRED IMPORTED_TARGET gumbo>=0.10)

# Asio, compiled once: its headers then hold declarations only.
add_library(watchpost_asio STATIC "${CMAKE_CURRENT_LIST_DIR}/asio.cpp")
target_compile_definitions(watchpost_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
if(WATCHPOST_SANITIZE MATCHES "thread")
  target_compile_definitions(watchpost_asio PUBLIC BOOST_ASIO_DISABLE_FENCED_BLOCK)  # it does not know fences
endif()
target_link_libraries(watchpost_asio PUBLIC Boost::headers OpenSSL::SSL OpenSSL::Crypto Threads::Threads)

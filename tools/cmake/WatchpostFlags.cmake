# How everything is compiled when this project is the one that is built.
option(WATCHPOST_WERROR "Take warnings for errors" OFF)
option(WATCHPOST_FUZZ "Build the fuzz targets (clang only)" OFF)
set(WATCHPOST_SANITIZE "" CACHE STRING "Sanitizers to build everything with, e.g. address,undefined")

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_COMPILE_WARNING_AS_ERROR ${WATCHPOST_WERROR})
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

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion)
# gcc 12: -Wrestrict is wrong about std::string under -O2, -Wmismatched-new-delete about the frames of Asio's coroutines
# as soon as one of their allocation functions is inlined, -Wmaybe-uninitialized and -Wtsan about Asio under sanitizers.
add_compile_options("$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-restrict;-Wno-mismatched-new-delete>")
# In a unity build other files' names are in sight: hiding them, and coroutine frames that hold them, is no fault there.
set(unity "$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>")
add_compile_options(
  "$<${unity}:-Wno-shadow>"
  "$<$<AND:${unity},$<COMPILE_LANG_AND_ID:CXX,GNU>>:-Wshadow=local;-Wno-subobject-linkage>")
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
if(WATCHPOST_SANITIZE)
  add_compile_options(
    -fsanitize=${WATCHPOST_SANITIZE}
    -fno-omit-frame-pointer
    -fno-sanitize-recover=all
    "$<$<COMPILE_LANG_AND_ID:CXX,GNU>:-Wno-maybe-uninitialized;-Wno-tsan>")
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

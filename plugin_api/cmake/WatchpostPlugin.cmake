# watchpost_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...])
#
# A loadable plugin <name>.so: hidden visibility, a version script with the one symbol, own copies of whatever is linked in
# statically, everything resolved at link time and at load time. After each link the exports are checked.
#
# WATCHPOST_PLUGIN_FOLDER: where plugins are installed, below the prefix; a host in bin looks there.
include(GNUInstallDirs)
set(WATCHPOST_PLUGIN_FOLDER "${CMAKE_INSTALL_LIBDIR}/watchpost")

function(watchpost_add_plugin name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBRARIES" ${ARGN})
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_SOURCES)
    message(FATAL_ERROR "watchpost_add_plugin(<name> SOURCES <file>... [LIBRARIES <target>...])")
  endif()
  if(NOT CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF")
    message(FATAL_ERROR "watchpost_add_plugin() knows ELF systems only")
  endif()

  add_library(${name} MODULE ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE watchpost::plugin_api ${ARG_LIBRARIES})
  set_target_properties(${name} PROPERTIES
    PREFIX ""
    POSITION_INDEPENDENT_CODE ON
    C_VISIBILITY_PRESET hidden
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)

  # A unique symbol pins the library in memory for ever; clang makes none.
  target_compile_options(${name} PRIVATE $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-gnu-unique>)

  set(map "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.map")
  target_link_options(${name} PRIVATE
    "LINKER:--version-script=${map}"
    LINKER:--exclude-libs,ALL
    LINKER:-Bsymbolic
    LINKER:-z,now
    LINKER:-z,relro
    LINKER:-z,noexecstack)
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS "${map}")

  # A sanitizer's functions are in the program that loads the plugin, not in a library that it could be linked with.
  set(flags "${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${CMAKE_MODULE_LINKER_FLAGS}")
  get_directory_property(options LINK_OPTIONS)
  if(NOT "${flags} ${options}" MATCHES "-fsanitize")
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()

  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    COMMAND
      ${CMAKE_COMMAND} "-DNM=${CMAKE_NM}" "-DPLUGIN=$<TARGET_FILE:${name}>"
      -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/check_exports.cmake")
endfunction()

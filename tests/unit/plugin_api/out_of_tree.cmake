# Installs the plugin API into a scratch prefix, builds both templates against it as a third party would, and runs them.
#   cmake -DBUILD=<build tree> -DTEMPLATES=<sources> -DSCRATCH=<folder> -DRUN=<test program> -P out_of_tree.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\n${text}")
  endif()
endfunction()

file(REMOVE_RECURSE "${SCRATCH}")
run("${CMAKE_COMMAND}" --install "${BUILD}" --component plugin_api --prefix "${SCRATCH}/prefix")
foreach(language c cpp)
  run("${CMAKE_COMMAND}" -S "${TEMPLATES}/${language}" -B "${SCRATCH}/${language}" "-DCMAKE_PREFIX_PATH=${SCRATCH}/prefix"
      "-DCMAKE_C_COMPILER=${C_COMPILER}" "-DCMAKE_CXX_COMPILER=${CXX_COMPILER}" "-DCMAKE_BUILD_TYPE=Release")
  run("${CMAKE_COMMAND}" --build "${SCRATCH}/${language}")
endforeach()
run("${CMAKE_COMMAND}" -E env "WATCHPOST_TEMPLATES=${SCRATCH}" "${RUN}")

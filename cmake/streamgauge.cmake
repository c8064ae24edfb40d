# SPDX-License-Identifier: GPL-3.0-or-later
# How this project builds its libraries, modules and tests.

find_program(STREAMGAUGE_CCACHE ccache)
if(STREAMGAUGE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${STREAMGAUGE_CCACHE})
endif()

add_library(streamgauge_options INTERFACE)
target_include_directories(streamgauge_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(streamgauge_options INTERFACE
  QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_NO_KEYWORDS QT_DISABLE_DEPRECATED_BEFORE=0x060400
  SPDLOG_SHARED_LIB SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
target_compile_options(streamgauge_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2
  -Wno-missing-field-initializers $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess> -fvisibility-inlines-hidden
  $<$<BOOL:${STREAMGAUGE_WARNINGS_ARE_ERRORS}>:-Werror>
  $<$<CONFIG:Release>:-g1> $<$<CONFIG:Debug>:-g1>)
# GCC 12 sees an overlap in every operator+ of a literal and a std::string that it optimises (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(streamgauge_options INTERFACE $<$<CONFIG:Release>:-Wno-restrict>)
endif()
target_link_libraries(streamgauge_options INTERFACE Threads::Threads)

if(STREAMGAUGE_SANITIZE)
  string(REPLACE "," ";" _sanitizers "${STREAMGAUGE_SANITIZE}")
  foreach(_sanitizer IN LISTS _sanitizers)
    target_compile_options(streamgauge_options INTERFACE -fsanitize=${_sanitizer} -fno-omit-frame-pointer -O1)
    target_link_options(streamgauge_options INTERFACE -fsanitize=${_sanitizer})
    if(_sanitizer STREQUAL "undefined")
      target_compile_options(streamgauge_options INTERFACE -fno-sanitize-recover=undefined -fno-sanitize=vptr)
    endif()
  endforeach()
endif()

find_program(STREAMGAUGE_MOLD mold)
if(STREAMGAUGE_MOLD)
  target_link_options(streamgauge_options INTERFACE -fuse-ld=mold)
endif()

# A room of the house: a shared library named streamgauge-<name>.
#   add_room(NAME SOURCES ... [PUBLIC libs...] [PRIVATE libs...] [MOC])
# MOC: the room has Q_OBJECT classes.
function(add_room name)
  cmake_parse_arguments(ROOM "MOC" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(streamgauge_${name} SHARED ${ROOM_SOURCES})
  set_target_properties(streamgauge_${name} PROPERTIES OUTPUT_NAME streamgauge-${name} AUTOMOC ${ROOM_MOC}
    INSTALL_RPATH "$ORIGIN" SOVERSION ${PROJECT_VERSION})
  target_link_libraries(streamgauge_${name} PUBLIC streamgauge_options ${ROOM_PUBLIC} PRIVATE ${ROOM_PRIVATE})
  install(TARGETS streamgauge_${name} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/streamgauge NAMELINK_SKIP)
endfunction()

# Qt's headers once per library instead of once per file.
function(use_qt_pch target)
  target_precompile_headers(${target} PRIVATE <QtWidgets> <memory> <string> <vector> <functional> <map>)
endfunction()

# A Qt-free loadable module: a static library streamgauge_<name> for tests, and the module
# lib/extensions/streamgauge-<name>.so with extension.cpp in it.
#   add_extension(NAME ENTRY extension.cpp SOURCES ... [PRIVATE libs...])
function(add_extension name)
  cmake_parse_arguments(EXT "" "ENTRY" "SOURCES;PRIVATE" ${ARGN})
  add_library(streamgauge_${name} STATIC ${EXT_SOURCES})
  set_target_properties(streamgauge_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_link_libraries(streamgauge_${name} PUBLIC streamgauge_options streamgauge_engine PRIVATE ${EXT_PRIVATE})
  add_library(streamgauge_${name}_module MODULE ${EXT_ENTRY})
  set_target_properties(streamgauge_${name}_module PROPERTIES PREFIX "" OUTPUT_NAME streamgauge-${name}
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/extensions INSTALL_RPATH "$ORIGIN/..")
  target_link_libraries(streamgauge_${name}_module PRIVATE streamgauge_${name})
  install(TARGETS streamgauge_${name}_module LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/streamgauge/extensions)
endfunction()

# A domain's views: a Qt plugin lib/plugins/streamgauge-<name>.so with its JSON metadata, and the static
# library streamgauge_<name>_views for tests.
#   add_domain_plugin(NAME ENTRY plugin.cpp plugin.h SOURCES ... [PRIVATE libs...])
function(add_domain_plugin name)
  cmake_parse_arguments(PLUGIN "" "" "ENTRY;SOURCES;PRIVATE" ${ARGN})
  add_library(streamgauge_${name}_views STATIC ${PLUGIN_SOURCES})
  set_target_properties(streamgauge_${name}_views PROPERTIES POSITION_INDEPENDENT_CODE ON AUTOMOC ON)
  target_link_libraries(streamgauge_${name}_views PUBLIC streamgauge_options streamgauge_pluginapi PRIVATE ${PLUGIN_PRIVATE})
  add_library(streamgauge_${name}_plugin MODULE ${PLUGIN_ENTRY})
  set_target_properties(streamgauge_${name}_plugin PROPERTIES PREFIX "" OUTPUT_NAME streamgauge-${name} AUTOMOC ON
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/plugins INSTALL_RPATH "$ORIGIN/..")
  target_link_libraries(streamgauge_${name}_plugin PRIVATE streamgauge_${name}_views)
  install(TARGETS streamgauge_${name}_plugin LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/streamgauge/plugins)
endfunction()

# A Qt Test program, run by ctest under its own name.
#   add_qt_test(tst_name SOURCES tst_name.cpp [more...] LIBS libs... [LABELS labels...] [TIMEOUT seconds])
function(add_qt_test name)
  cmake_parse_arguments(TEST "" "TIMEOUT" "SOURCES;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE streamgauge_options Qt6::Test ${TEST_LIBS})
  add_test(NAME ${name} COMMAND ${name})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT} LABELS "${TEST_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;STREAMGAUGE_SOURCE_DIR=${PROJECT_SOURCE_DIR};STREAMGAUGE_BINARY_DIR=${PROJECT_BINARY_DIR}")
endfunction()

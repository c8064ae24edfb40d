# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed beside the libraries, and the packages made of it: "cpack -G DEB" and so on in the build directory.
# deb and tar.gz are built and tried by installer/try-package.sh; the settings for NSIS and DMG follow CPack's manual
# and have not been run.

# The program with all its modules, without the tests.
add_custom_target(program)
foreach(part streamgauge streamgauge_desk streamgauge_mysql_module streamgauge_notify_module streamgauge_recording_module
        streamgauge_replay_module streamgauge_sim_module
        streamgauge_vitals_module streamgauge_vitals_plugin)
  if(TARGET ${part})
    add_dependencies(program ${part})
  endif()
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/dashboards ${PROJECT_SOURCE_DIR}/resources/manual
  DESTINATION ${CMAKE_INSTALL_DATADIR}/streamgauge)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)

if(UNIX AND NOT APPLE)
  set(linux ${PROJECT_SOURCE_DIR}/installer/linux)
  set(app_icon ${PROJECT_SOURCE_DIR}/resources/icons/streamgauge.svg)
  add_executable(rendericon ${PROJECT_SOURCE_DIR}/installer/rendericon.cpp)
  set_target_properties(rendericon PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/installer)
  target_link_libraries(rendericon PRIVATE streamgauge_options Qt6::Svg Qt6::Gui)
  foreach(size 16 24 32 48 64 128 256 512)
    set(png ${PROJECT_BINARY_DIR}/installer/icons/${size}.png)
    add_custom_command(OUTPUT ${png} COMMAND rendericon ${app_icon} ${size} ${png} DEPENDS rendericon ${app_icon} VERBATIM)
    list(APPEND icons ${png})
    install(FILES ${png} DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/${size}x${size}/apps RENAME streamgauge.png)
  endforeach()
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/installer/icons)
  add_custom_target(icons ALL DEPENDS ${icons})
  add_dependencies(program icons)
  install(FILES ${app_icon} DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
  install(FILES ${linux}/streamgauge.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES ${linux}/streamgauge.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo)
  install(FILES ${linux}/streamgauge.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
  install(FILES ${linux}/streamgauge.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  if(STREAMGAUGE_TESTS)
    add_test(NAME desktopentry COMMAND desktop-file-validate ${linux}/streamgauge.desktop)
    add_test(NAME metainfo COMMAND appstreamcli validate --no-net --pedantic ${linux}/streamgauge.metainfo.xml)
  endif()
endif()

set(CPACK_PACKAGE_NAME streamgauge)
set(CPACK_PACKAGE_VENDOR "Streamgauge developers")
set(CPACK_PACKAGE_CONTACT "Streamgauge developers <maintainers@streamgauge.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "Streamgauge connects to live sources such as MySQL and MariaDB binary logs, shows their rows \
in charts, tables and gauges as they arrive, judges every row by rules, and exports what it saw.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGE_INSTALL_DIRECTORY Streamgauge)
set(CPACK_PACKAGE_EXECUTABLES streamgauge Streamgauge)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
# What is loaded by name and so is not found among the linked libraries.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libmariadb3, libqt6svg6, qt6-qpa-plugins")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-roboto-unhinted")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gnome-keyring | kwalletmanager")

if(WIN32)
  set(CPACK_GENERATOR NSIS ZIP)
  set(CPACK_NSIS_DISPLAY_NAME Streamgauge)
  set(CPACK_NSIS_INSTALLED_ICON_NAME bin/streamgauge.exe)
  set(CPACK_NSIS_ENABLE_UNINSTALL_BEFORE_INSTALL ON)
elseif(APPLE)
  set(CPACK_GENERATOR DragNDrop)
  set(CPACK_DMG_VOLUME_NAME Streamgauge)
else()
  set(CPACK_GENERATOR DEB TGZ)
endif()
include(CPack)

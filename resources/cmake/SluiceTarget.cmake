# SPDX-License-Identifier: GPL-3.0-or-later
# One place for the flags that every target of ours is built with.

function(sluice_target_flags target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor
    -Woverloaded-virtual -Wno-missing-field-initializers)
  if(SLUICE_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(SLUICE_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SLUICE_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PRIVATE -fsanitize=${SLUICE_SANITIZE})
    if(SLUICE_SANITIZE MATCHES "address")
      target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS) # an empty optional, an index too far
    endif()
    if(SLUICE_SANITIZE MATCHES "undefined")
      target_compile_options(${target} PRIVATE -fno-sanitize-recover=undefined)
    endif()
  endif()
  target_include_directories(${target} PRIVATE "${PROJECT_SOURCE_DIR}")
endfunction()

# sluice_library(NAME SOURCES … [LIBS …] [QOBJECTS])
# A static library of one core folder. LIBS are public: a layer above sees what a layer below needs.
function(sluice_library name)
  cmake_parse_arguments(ARG "QOBJECTS" "" "SOURCES;LIBS;PRIVATE_LIBS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  sluice_target_flags(${name})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ARG_LIBS} PRIVATE ${ARG_PRIVATE_LIBS})
  if(ARG_QOBJECTS)
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
  endif()
endfunction()

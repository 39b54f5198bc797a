# SPDX-License-Identifier: GPL-3.0-or-later
# Run while building: copies hls.js, its worker and its licence to TARGET. Never fails the build. STAMP is written
# only when it worked, so that the next build tries again.
set(parts "hls.light.min.js" "hls.worker.js")

function(do_without reason)
  message("The viewers' page is built without hls.js (${reason}): it then needs a browser that plays HLS by itself.")
endfunction()

if(NOT NPM)
  do_without("npm is not installed, or SLUICE_WEB is off")
  file(TOUCH "${STAMP}") # nothing changes until CMake runs again
  return()
endif()

file(MAKE_DIRECTORY "${WORK}" "${TARGET}")
foreach(file package.json package-lock.json .npmrc)
  configure_file("${SOURCE}/${file}" "${WORK}/${file}" COPYONLY)
endforeach()
execute_process(
  COMMAND "${NPM}" ci --ignore-scripts --no-audit --no-fund --loglevel=error
  WORKING_DIRECTORY "${WORK}" RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE words TIMEOUT 120)
if(failed)
  do_without("npm could not fetch it")
  return()
endif()
foreach(part IN LISTS parts)
  configure_file("${WORK}/node_modules/hls.js/dist/${part}" "${TARGET}/${part}" COPYONLY)
endforeach()
configure_file("${WORK}/node_modules/hls.js/LICENSE" "${TARGET}/hls.LICENSE.txt" COPYONLY)
file(TOUCH "${STAMP}")

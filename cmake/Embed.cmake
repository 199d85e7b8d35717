# furtka_embed(TARGET PAGE folder FILES path=file...) : files that become part of the program, as they are and packed.
# The page is built by scripts/web.sh; every file of its dist is known by its path below it (`/index.html`). FILES are further
# ones, by the path given. Each file is gzipped; `x.br` beside a file `x` is its Brotli form, made by the build of the page.
# This file is also the script that makes the sources: one .S with .incbin, one .cpp with the table of `api/embedded.hpp`.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  find_program(GZIP gzip REQUIRED)

  function(furtka_embed target)
    cmake_parse_arguments(arg "" "PAGE" "FILES" ${ARGN})
    file(GLOB_RECURSE inputs CONFIGURE_DEPENDS ${arg_PAGE}/src/* ${arg_PAGE}/public/* ${arg_PAGE}/scripts/*)
    foreach(file index.html package.json package-lock.json tsconfig.json vite.config.ts .npmrc)
      list(APPEND inputs ${arg_PAGE}/${file})
    endforeach()
    list(TRANSFORM arg_FILES REPLACE "^[^=]*=" "" OUTPUT_VARIABLE files)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
    add_custom_command(OUTPUT ${out}/page.stamp
      COMMAND ${CMAKE_SOURCE_DIR}/scripts/web.sh
      COMMAND ${CMAKE_COMMAND} -E make_directory ${out}
      COMMAND ${CMAKE_COMMAND} -E touch ${out}/page.stamp
      DEPENDS ${inputs} ${files} ${CMAKE_SOURCE_DIR}/scripts/web.sh COMMENT "Building the web page" VERBATIM)
    string(REPLACE ";" "|" entries "${arg_FILES}")
    add_custom_command(OUTPUT ${out}/files.S ${out}/files.cpp
      COMMAND ${CMAKE_COMMAND} "-DENTRIES=${entries}" -DPAGE=${arg_PAGE}/dist -DOUT=${out} -DGZIP=${GZIP} -P ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
      DEPENDS ${out}/page.stamp ${files} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake COMMENT "Embedding files" VERBATIM)
    target_sources(${target} PRIVATE ${out}/files.S ${out}/files.cpp)
  endfunction()
  return()
endif()

string(REPLACE "|" ";" entries "${ENTRIES}")
file(GLOB_RECURSE page RELATIVE ${PAGE} ${PAGE}/*)
foreach(file IN LISTS page)
  if(NOT file MATCHES "(\\.br|^\\.inputs)$")
    list(APPEND entries /${file}=${PAGE}/${file})
  endif()
endforeach()
list(SORT entries)
file(REMOVE_RECURSE ${OUT}/packed)
file(MAKE_DIRECTORY ${OUT}/packed)
set(asm ".section .rodata\n")
set(declarations "")
set(table "")
set(number 0)

# Adds `file` as symbol `name` when it is smaller than `limit`; `result` is how the table names it.
function(add_packed name file limit result)
  set(${result} "{}" PARENT_SCOPE)
  if(NOT EXISTS ${file})
    return()
  endif()
  file(SIZE ${file} size)
  if(size LESS limit)
    set(asm "${asm}.global ${name}\n${name}: .incbin \"${file}\"\n" PARENT_SCOPE)
    set(declarations "${declarations}extern const char ${name}[];\n" PARENT_SCOPE)
    set(${result} "{${name}, ${size}}" PARENT_SCOPE)
  endif()
endfunction()

foreach(entry IN LISTS entries)
  string(REGEX MATCH "^([^=]*)=(.*)$" _ "${entry}")
  set(path ${CMAKE_MATCH_1})
  set(file ${CMAKE_MATCH_2})
  set(packed ${OUT}/packed/${number})
  execute_process(COMMAND ${GZIP} -9 -n -c ${file} OUTPUT_FILE ${packed}.gz COMMAND_ERROR_IS_FATAL ANY)
  if(EXISTS ${file}.br)
    configure_file(${file}.br ${packed}.br COPYONLY)
  endif()
  configure_file(${file} ${packed} COPYONLY) # the page may be built again before the assembler reads it
  file(SHA256 ${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  file(SIZE ${file} raw_size)
  set(name furtka_embedded_${number})
  string(APPEND asm ".global ${name}\n${name}: .incbin \"${packed}\"\n")
  string(APPEND declarations "extern const char ${name}[];\n")
  add_packed(${name}_gz ${packed}.gz ${raw_size} gzip)
  add_packed(${name}_br ${packed}.br ${raw_size} brotli)
  string(APPEND table "    {\"${path}\", \"${hash}\", {${name}, ${raw_size}}, ${gzip}, ${brotli}},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUT}/files.S "${asm}.section .note.GNU-stack,\"\",%progbits\n")
file(WRITE ${OUT}/files.cpp "#include \"api/embedded.hpp\"

#include <array>

extern \"C\" {
${declarations}}

namespace furtka::api {
namespace {

const std::array<EmbeddedFile, ${number}> files{{
${table}}};

} // namespace

std::span<const EmbeddedFile> embedded_files() { return files; }

} // namespace furtka::api
")

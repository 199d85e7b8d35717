# furtka_embed(TARGET FOLDER dir FILES path=file...) : files that become part of the program, as they are and gzipped.
# Every file of the folder is known by its path below it (`/index.html`); further ones by the path given.
# This file is also the script that makes the sources: one .S with .incbin, one .cpp with the table of `api/embedded.hpp`.

if(NOT CMAKE_SCRIPT_MODE_FILE)
  find_program(GZIP gzip REQUIRED)

  function(furtka_embed target)
    cmake_parse_arguments(arg "" "FOLDER" "FILES" ${ARGN})
    file(GLOB_RECURSE found CONFIGURE_DEPENDS RELATIVE ${arg_FOLDER} ${arg_FOLDER}/*)
    set(entries ${arg_FILES})
    foreach(file IN LISTS found)
      list(APPEND entries /${file}=${arg_FOLDER}/${file})
    endforeach()
    list(SORT entries)
    list(TRANSFORM entries REPLACE "^[^=]*=" "" OUTPUT_VARIABLE files)
    set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded)
    string(REPLACE ";" "|" entries "${entries}")
    add_custom_command(OUTPUT ${out}/files.S ${out}/files.cpp
      COMMAND ${CMAKE_COMMAND} "-DENTRIES=${entries}" -DOUT=${out} -DGZIP=${GZIP} -P ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake
      DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/Embed.cmake COMMENT "Embedding files" VERBATIM)
    target_sources(${target} PRIVATE ${out}/files.S ${out}/files.cpp)
  endfunction()
  return()
endif()

string(REPLACE "|" ";" entries "${ENTRIES}")
file(MAKE_DIRECTORY ${OUT})
set(asm ".section .rodata\n")
set(declarations "")
set(table "")
set(number 0)
foreach(entry IN LISTS entries)
  string(REGEX MATCH "^([^=]*)=(.*)$" _ "${entry}")
  set(path ${CMAKE_MATCH_1})
  set(file ${CMAKE_MATCH_2})
  set(packed ${OUT}/${number}.gz)
  execute_process(COMMAND ${GZIP} -9 -n -c ${file} OUTPUT_FILE ${packed} COMMAND_ERROR_IS_FATAL ANY)
  file(SHA256 ${file} hash)
  string(SUBSTRING ${hash} 0 16 hash)
  file(SIZE ${file} raw_size)
  file(SIZE ${packed} packed_size)
  set(name furtka_embedded_${number})
  string(APPEND asm ".global ${name}\n${name}: .incbin \"${file}\"\n")
  string(APPEND declarations "extern const char ${name}[];\n")
  set(gzip "{}")
  if(packed_size LESS raw_size)
    string(APPEND asm ".global ${name}_gz\n${name}_gz: .incbin \"${packed}\"\n")
    string(APPEND declarations "extern const char ${name}_gz[];\n")
    set(gzip "{${name}_gz, ${packed_size}}")
  endif()
  string(APPEND table "    {\"${path}\", \"${hash}\", {${name}, ${raw_size}}, ${gzip}},\n")
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

# The compiler, its warnings and the sanitizers.

if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR
    "Furtka builds with clang++-19 or later, found ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}. "
    "g++ 12 miscompiles ordinary coroutine code (double frees of temporaries in co_await expressions) without a warning. "
    "Install clang-19 and configure with: cmake --preset release")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# Small rather than fast: the daemon waits nearly always, and its code is a third of the memory it takes. The figures of
# `make bench` are reached with it.
set(CMAKE_CXX_FLAGS_RELEASE "-Os -DNDEBUG")

option(FURTKA_WERROR "Treat warnings as errors" ON)
set(FURTKA_SANITIZE "" CACHE STRING "Sanitizers, as for -fsanitize= (address,undefined or thread)")
option(FURTKA_FUZZ "Build the libFuzzer targets" OFF)
# Most of the time to compile a file goes into the headers of Asio, Beast and JSON: together, files take a fifth of it. For builds that
# only test; what is released is compiled file by file, so that each has the includes it needs.
option(FURTKA_UNITY "Compile the files of a layer several at once" OFF)

add_library(furtka_options INTERFACE)
target_compile_options(furtka_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  -Wno-missing-designated-field-initializers # leaving members to their defaults is what designated initializers are for
  -fno-omit-frame-pointer)
if(FURTKA_UNITY)
  # A name in one file's unnamed namespace may be a parameter in the next file.
  target_compile_options(furtka_options INTERFACE -Wno-shadow)
endif()
if(FURTKA_WERROR)
  target_compile_options(furtka_options INTERFACE -Werror)
endif()
if(FURTKA_SANITIZE)
  target_compile_options(furtka_options INTERFACE -fsanitize=${FURTKA_SANITIZE} -fno-sanitize-recover=all -g1)
  target_link_options(furtka_options INTERFACE -fsanitize=${FURTKA_SANITIZE})
endif()
if(FURTKA_FUZZ)
  target_compile_options(furtka_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
target_link_options(furtka_options INTERFACE -fuse-ld=lld)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(furtka_options INTERFACE -ffunction-sections -fdata-sections -D_FORTIFY_SOURCE=2 -fstack-protector-strong)
  target_link_options(furtka_options INTERFACE -Wl,--gc-sections -Wl,-z,relro -Wl,-z,now -Wl,--icf=safe -Wl,-z,pack-relative-relocs)
endif()

# Objects are shared between checkouts: paths are taken relative to the source folder.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CCACHE})
endif()

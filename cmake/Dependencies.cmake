# Libraries, all from Debian 12 or 13. The README says why each is there.

# They become part of the program, which then needs the C library only, starts faster and takes 3 MiB less memory.
set(Boost_USE_STATIC_LIBS ON)
find_library(SQLite3_LIBRARY NAMES libsqlite3.a sqlite3 REQUIRED)

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(CURL REQUIRED)

# furtka_archive(NAME header) : an imported target of a library that has no CMake package; its archive if there is one.
function(furtka_archive name header)
  find_library(FURTKA_${name} NAMES lib${name}.a ${name} REQUIRED)
  find_path(FURTKA_${name}_INCLUDE ${header} REQUIRED)
  add_library(furtka_${name} UNKNOWN IMPORTED GLOBAL)
  set_target_properties(furtka_${name} PROPERTIES IMPORTED_LOCATION ${FURTKA_${name}}
    INTERFACE_INCLUDE_DIRECTORIES ${FURTKA_${name}_INCLUDE})
endfunction()
furtka_archive(sodium sodium.h)
furtka_archive(pugixml pugixml.hpp)
furtka_archive(yaml yaml.h)
furtka_archive(crypto openssl/hmac.h)
target_link_libraries(furtka_crypto INTERFACE Threads::Threads ${CMAKE_DL_LIBS})
furtka_archive(ssl openssl/ssl.h)
target_link_libraries(furtka_ssl INTERFACE furtka_crypto)

# toml++ and fmt come as headers: Debian has no archive of them.
find_path(FURTKA_toml_INCLUDE toml++/toml.h REQUIRED)
add_library(furtka_toml INTERFACE)
target_include_directories(furtka_toml SYSTEM INTERFACE ${FURTKA_toml_INCLUDE})

# Asio as every layer sees it: no deprecated names, no executor surprises.
add_library(furtka_asio INTERFACE)
target_link_libraries(furtka_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(furtka_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

# libarchive is loaded when it is first needed (src/adapters/disk/archive_library.hpp): its headers only.
find_path(FURTKA_archive_INCLUDE archive.h REQUIRED)
add_library(furtka_archive_headers INTERFACE)
target_include_directories(furtka_archive_headers SYSTEM INTERFACE ${FURTKA_archive_INCLUDE})

# libcurl is loaded when it is first needed (src/http/curl_library.hpp): its headers only.
add_library(furtka_curl_headers INTERFACE)
target_include_directories(furtka_curl_headers SYSTEM INTERFACE ${CURL_INCLUDE_DIRS})

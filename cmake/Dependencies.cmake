# Libraries, all from Debian 12 or 13. The README says why each is there.

find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(fmt REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_package(CURL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)

# Asio as every layer sees it: no deprecated names, no executor surprises.
add_library(furtka_asio INTERFACE)
target_link_libraries(furtka_asio INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(furtka_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

# libcurl is loaded when it is first needed (src/adapters/registry/curl_library.hpp): its headers only.
add_library(furtka_curl_headers INTERFACE)
target_include_directories(furtka_curl_headers SYSTEM INTERFACE ${CURL_INCLUDE_DIRS})

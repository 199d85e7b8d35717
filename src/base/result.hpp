// base/result.hpp — a value or an Error, and the four macros that pass an Error on.
#pragma once

#include "base/error.hpp"

#include <expected>
#include <utility>

namespace furtka {

template <class T>
using Result = std::expected<T, Error>;

/// `return fail({.kind = ErrorKind::conflict, .key = "app_busy", .message = "..."});`
[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected<Error>(std::move(error)); }

} // namespace furtka

#define FURTKA_JOIN_(a, b) a##b
#define FURTKA_JOIN(a, b) FURTKA_JOIN_(a, b)

#define FURTKA_TRY_(result, leave, declaration, ...)                                                                        \
    auto result = __VA_ARGS__;                                                                                              \
    if (!result) leave std::unexpected<::furtka::Error>(std::move(result).error());                                         \
    declaration = *std::move(result)

#define FURTKA_CHECK_(result, leave, ...)                                                                                   \
    if (auto result = __VA_ARGS__; !result) leave std::unexpected<::furtka::Error>(std::move(result).error())

/// TRY(const auto manifest, parse_manifest(text)); — the value, or return the error.
#define TRY(declaration, ...) FURTKA_TRY_(FURTKA_JOIN(furtka_result_, __LINE__), return, declaration, __VA_ARGS__)
/// CHECK(validate(manifest)); — go on, or return the error.
#define CHECK(...) FURTKA_CHECK_(FURTKA_JOIN(furtka_result_, __LINE__), return, __VA_ARGS__)
/// CO_TRY(const auto images, co_await images_.find(ref)); — TRY inside a coroutine.
#define CO_TRY(declaration, ...) FURTKA_TRY_(FURTKA_JOIN(furtka_result_, __LINE__), co_return, declaration, __VA_ARGS__)
/// CO_CHECK(co_await compose_.up(project, output)); — CHECK inside a coroutine.
#define CO_CHECK(...) FURTKA_CHECK_(FURTKA_JOIN(furtka_result_, __LINE__), co_return, __VA_ARGS__)

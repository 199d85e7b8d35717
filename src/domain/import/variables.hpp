// domain/import/variables.hpp — the variables in a text of a compose file, found as Compose finds them.
//
// `$NAME`, `${NAME}`, `${NAME:-text}` and so on, with texts that may hold variables again; `$$` is a dollar, and so is a
// lone
// `$`. `${` without a name is an error in Compose (2.26, 2.40): such a text is told as broken.
#pragma once

#include "domain/import/tree.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace furtka::imports {

struct Piece {
    std::string raw; ///< as written
    std::string name; ///< of a variable; empty: `raw` is plain text
    std::string op; ///< `:-`, `-`, `:?`, `?`, `:+`, `+`, or empty
    std::string rest; ///< what follows the operator, raw

    bool has_default() const { return op == ":-" || op == "-"; }
    bool must_be_set() const { return op == ":?" || op == "?"; }
};

/// None: Compose would refuse the text.
std::optional<std::vector<Piece>> pieces_of(std::string_view text);

/// Calls the function with every variable of a text, those inside of others too.
void each_variable(std::string_view text, const std::function<void(const Piece&)>& look);

/// The text with variables replaced: nothing returned leaves one as it is (its default is gone through). A broken text
/// stays.
std::string with_variables(
    std::string_view text, const std::function<std::optional<std::string>(const Piece&)>& replacement);

/// A dollar for Compose: `$` becomes `$$`.
std::string escaped(std::string_view text);

/// What the text is when no variable is set: defaults taken, others empty, `$$` a dollar.
std::string with_defaults(std::string_view text);

/// The text is one variable and nothing else.
std::optional<Piece> only_variable(std::string_view text);

/// Splits at a separator that is outside of `${…}`: `${DIR:-./x}:/data` has two parts.
std::vector<std::string> split_outside(std::string_view text, char separator);

/// Names that the text leaves to a shell in the container: `$${NAME}`, `$$NAME`.
std::vector<std::string> shell_variables(std::string_view text);

} // namespace furtka::imports

// domain/import/secret_texts.hpp — where passwords stand in texts: in quotes, after options, in addresses.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace furtka::imports {

bool is_word_sign(char c);

/// Where a value begins and its length without the quotes that are part of it: a list keeps those of `- PASSWORD="x"`.
std::pair<std::size_t, std::size_t> inside_quotes(std::string_view value);
std::string without_quotes(std::string_view value);

/// `--requirepass`, `-rpcpassword`: the option is followed by a password.
bool is_password_option(std::string_view word);

/// Where the password of the next address begins, and its length; 0: there is none.
std::pair<std::size_t, std::size_t> password_in(std::string_view text, std::size_t from);

/// In `${NAME` or `$NAME`.
bool inside_variable(std::string_view text, std::size_t at);

/// The words before name a secret: `user:` in an address, `--requirepass `, `pwd: "`, `secretKey=`.
bool said_before(std::string_view text, std::size_t at);

/// A word in marks, on a line that speaks of a password, becomes `by`.
void replace_marked(std::string& text, const std::string& marked, const std::string& by);

} // namespace furtka::imports

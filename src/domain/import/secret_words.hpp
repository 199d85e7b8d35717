// domain/import/secret_words.hpp — which names and values are secrets, and whose.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace furtka::imports {

/// A variable whose value is a secret by its name: PASS, SECRET, TOKEN, KEY and the like; not `KEY_FILE`, `PASSWORD_MIN`.
bool is_secret_name(std::string_view name);
/// A secret that somebody else gives out (a mail account, a cloud, an API): nothing that can be made here.
bool is_given_by_others(std::string_view name);
/// A value that may be a secret: no truth value, no number, no path, no address without a password.
bool may_be_secret(std::string_view value);
/// `correct horse battery staple` under a name that ends as a password's.
bool is_passphrase(std::string_view name, std::string_view value);
/// A value that nobody writes twice by chance: long, of letters and digits, and no name, address or list.
bool looks_random(std::string_view value);
/// The hash of a password (bcrypt, argon2, crypt), with its dollars doubled or not.
bool is_password_hash(std::string_view value);
/// `changeme`, `your_api_key`, `<token>`: words in the place of a value.
bool is_stand_in(std::string_view value);
/// Of `base64:…`, a key of 16 or 32 bytes: how many bytes. 0: it is none.
std::size_t encoded_key(std::string_view value);
/// `hex:16` for a password, `hex:32` for a key.
std::string generate_for(std::string_view name);
/// The same for a secret that stood in the file: a key of 16, 24, 32 or 64 signs keeps its length, for a cipher may ask for
/// it.
std::string generate_like(std::string_view name, std::string_view literal);

} // namespace furtka::imports

// A `.env` is read without a crash, and what is written into it is read back, with every other key as it was.

#include "base/utf8.hpp"
#include "domain/env_file.hpp"

#include <cstdint>
#include <cstdlib>

using namespace furtka;

namespace {

void demand(bool holds)
{
    if (!holds) std::abort();
}

void check_error(const Error& error)
{
    const bool known = error.key == "env_too_large" || error.key == "env_syntax" || error.key == "env_encoding";
    demand(known && error.kind == ErrorKind::invalid && !error.message.empty());
}

void check_change(const EnvFile& before, const std::string& key, const std::string& value)
{
    const auto after = before.with({{key, value}});
    auto expected = before.values();
    expected[key] = value;
    demand(after.values() == expected);
    const auto again = EnvFile::parse(after.text());
    demand(after.text().size() > largest_env_file || (again && again->values() == expected));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const bool writable = is_utf8(text) && !text.contains('\0');
    if (writable) check_change({}, "FUZZ_NEW", text);

    const auto file = EnvFile::parse(text);
    if (!file) {
        check_error(file.error());
        return 0;
    }
    demand(file->with(file->values()) == *file);
    check_change(*file, "FUZZ_NEW", "1");
    const auto half = text.substr(0, utf8_cut(text, size / 2));
    for (const auto& [key, value] : file->values()) {
        const bool name = key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == std::string::npos;
        if (name && is_utf8(half)) check_change(*file, key, half);
    }
    (void)placeholder_keys(file->values(), {});
    return 0;
}

#include "adapters/registry/challenge.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <optional>

namespace furtka::registry {
namespace {

constexpr std::size_t longest_field = 8192;
constexpr std::size_t most_challenges = 8;

bool is_token_char(char c)
{
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) { }

    bool ended() const { return rest_.empty(); }

    void skip(std::string_view characters)
    {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
    }

    bool take(char c)
    {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::string token()
    {
        std::size_t length = 0;
        while (length < rest_.size() && is_token_char(rest_[length])) ++length;
        std::string text(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return text;
    }

    /// Nothing: neither a token nor a closed quoted string.
    std::optional<std::string> value()
    {
        if (take('"')) return quoted();
        std::string text = token();
        return text.empty() ? std::nullopt : std::optional(std::move(text));
    }

private:
    std::optional<std::string> quoted()
    {
        std::string text;
        while (!rest_.empty()) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') return text;
            if (c == '\\' && !rest_.empty()) {
                c = rest_.front();
                rest_.remove_prefix(1);
            }
            text += c;
        }
        return std::nullopt;
    }

    std::string_view rest_;
};

} // namespace

std::vector<Challenge> parse_challenges(std::string_view field)
{
    std::vector<Challenge> challenges;
    if (field.size() > longest_field) return challenges;
    Reader reader(field);
    while (true) {
        reader.skip(" \t,");
        std::string name = reader.token();
        if (name.empty()) return challenges;
        reader.skip(" \t");
        if (!reader.take('=')) {
            if (challenges.size() == most_challenges) return challenges;
            challenges.push_back({.scheme = lowered(name), .parameters = {}});
            continue;
        }
        reader.skip(" \t");
        auto value = reader.value();
        if (!value || challenges.empty()) return challenges;
        challenges.back().parameters.try_emplace(lowered(name), *std::move(value));
    }
}

} // namespace furtka::registry

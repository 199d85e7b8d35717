#include "cli/arguments.hpp"

#include "cli/near_match.hpp"
#include "cli/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace furtka::cli {
namespace {

constexpr std::size_t most_words = 1000;

std::string see_help(const Invocation& invocation)
{
    if (invocation.command != nullptr) return fmt::format("see: furtka {} --help", invocation.command->words);
    return invocation.group.empty() ? "see: furtka --help" : fmt::format("see: furtka {} --help", invocation.group);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known, std::string otherwise)
{
    const auto near = near_match(word, known);
    return near ? fmt::format("did you mean {}?", *near) : std::move(otherwise);
}

class Parser {
public:
    explicit Parser(std::span<const std::string> words) : words_(words) { }

    Result<Invocation> run()
    {
        if (words_.size() > most_words) return usage("the command line has over 1000 words", "");
        while (next_ < words_.size()) {
            const std::string_view word = words_[next_++];
            if (word == "--" && !only_arguments_) {
                only_arguments_ = true;
            } else if (word.size() > 1 && word.starts_with('-') && !only_arguments_) {
                CHECK(take_option(word));
            } else {
                CHECK(take_word(word));
            }
        }
        CHECK(check_count());
        return std::move(result_);
    }

private:
    Result<void> take_word(std::string_view word)
    {
        if (result_.command != nullptr) return take_argument(word);
        const std::string full = result_.group.empty() ? std::string(word) : fmt::format("{} {}", result_.group, word);
        result_.command = find_command(full);
        if (result_.command != nullptr) return {};
        if (result_.group.empty() && is_group(word)) {
            result_.group = word;
            return {};
        }
        return unknown_command(word, full);
    }

    Result<void> unknown_command(std::string_view word, const std::string& full) const
    {
        std::vector<std::string_view> known;
        for (const auto& info : commands()) {
            const auto first = info.words.substr(0, info.words.find(' '));
            const bool told = std::ranges::find(known, first) != known.end();
            if (result_.group.empty() && !told) known.push_back(first);
            if (first != info.words) known.push_back(info.words);
        }
        auto hint = did_you_mean(full, known, "");
        // `furtka install blog` for `furtka app install blog`.
        const auto meant = "app " + std::string(word);
        if (result_.group.empty() && find_command(meant) != nullptr) hint = fmt::format("did you mean {}?", meant);
        if (hint.empty()) hint = see_help(result_);
        return usage(fmt::format("there is no command \"{}\"", printable(full)), hint);
    }

    Result<void> take_argument(std::string_view word)
    {
        const auto wanted = result_.command->arguments;
        const bool repeats = !wanted.empty() && wanted.back().repeats;
        if (result_.arguments.size() >= wanted.size() && !repeats) {
            return usage(
                fmt::format("furtka {} has no use for \"{}\"", result_.command->words, printable(word)), see_help(result_));
        }
        result_.arguments.emplace_back(word);
        return {};
    }

    Result<void> take_option(std::string_view word)
    {
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        if (name == "-h" || name == "--help") {
            result_.help = true;
            return {};
        }
        if (name == "--version" && result_.command == nullptr && result_.group.empty()) {
            result_.version = true;
            return {};
        }
        const auto* info = find_option(name);
        if (info == nullptr) return unknown_option(name);
        if (!info->repeats && result_.has(name)) return usage(fmt::format("{} is given twice", name), see_help(result_));
        if (info->value.empty()) {
            if (equals != std::string::npos) return usage(fmt::format("{} takes no value", name), see_help(result_));
            result_.options.emplace_back(name, "");
            return {};
        }
        if (equals == std::string::npos && next_ >= words_.size()) {
            return usage(fmt::format("{} needs a value: {} {}", name, name, info->value), see_help(result_));
        }
        result_.options.emplace_back(
            name, equals == std::string::npos ? words_[next_++] : std::string(word.substr(equals + 1)));
        return {};
    }

    const OptionInfo* find_option(std::string_view name) const
    {
        for (const auto& info : common_options()) {
            if (info.name == name) return &info;
        }
        if (result_.command == nullptr) return nullptr;
        for (const auto& info : result_.command->options) {
            if (info.name == name) return &info;
        }
        return nullptr;
    }

    Result<void> unknown_option(std::string_view name) const
    {
        std::vector<std::string_view> known;
        for (const auto& info : common_options()) known.push_back(info.name);
        if (result_.command == nullptr) {
            return usage(fmt::format("the option {} stands before the command, or does not exist", printable(name)),
                did_you_mean(name, known, "options stand after the command: furtka app list --json"));
        }
        for (const auto& info : result_.command->options) known.push_back(info.name);
        return usage(fmt::format("furtka {} has no option {}", result_.command->words, printable(name)),
            did_you_mean(name, known, see_help(result_)));
    }

    Result<void> check_count() const
    {
        if (result_.command == nullptr || result_.help) return {};
        const auto wanted = result_.command->arguments;
        const auto needed = static_cast<std::size_t>(std::ranges::count(wanted, true, &ArgumentInfo::required));
        if (result_.arguments.size() >= needed) return {};
        const auto& missing = wanted[result_.arguments.size()];
        return usage(fmt::format("furtka {} needs {}", result_.command->words, missing.name), see_help(result_));
    }

    std::span<const std::string> words_;
    std::size_t next_ = 0;
    bool only_arguments_ = false;
    Invocation result_;
};

} // namespace

bool Invocation::has(std::string_view option) const
{
    return std::ranges::any_of(options, [&](const auto& given) { return given.first == option; });
}

std::optional<std::string> Invocation::value(std::string_view option) const
{
    const auto all = values(option);
    if (all.empty()) return std::nullopt;
    return all.back();
}

std::vector<std::string> Invocation::values(std::string_view option) const
{
    std::vector<std::string> found;
    for (const auto& [name, text] : options) {
        if (name == option) found.push_back(text);
    }
    return found;
}

Result<Invocation> parse_arguments(std::span<const std::string> words) { return Parser(words).run(); }

std::unexpected<Error> usage(std::string message, std::string hint)
{
    return fail({.kind = ErrorKind::invalid, .key = "usage", .message = std::move(message), .hint = std::move(hint)});
}

} // namespace furtka::cli

#include "cli/passphrase.hpp"

#include "cli/settings_input.hpp"
#include "domain/export_file.hpp"

#include <fmt/format.h>

namespace furtka::cli {
namespace {

std::unexpected<Error> left_unanswered()
{
    return fail({.kind = ErrorKind::cancelled,
        .key = "not_answered",
        .message = "the passphrase was not answered, and nothing was done",
        .hint = fmt::format("answer it, or give it with {} FILE", passphrase_option)});
}

} // namespace

Result<std::optional<std::string>> passphrase_in_file(Session& session, const Invocation& invocation)
{
    const auto file = invocation.value(passphrase_option);
    if (!file) return std::optional<std::string>();
    if (*file != "-") {
        TRY(auto text, read_small_file(session.folder / *file));
        return std::optional(std::move(text));
    }
    TRY(auto text, session.console.read_input(2 * longest_passphrase));
    if (text.ends_with('\n')) text.pop_back();
    if (text.ends_with('\r')) text.pop_back();
    return std::optional(std::move(text));
}

Result<std::string> ask_new_passphrase(Console& console, std::string_view question)
{
    for (;;) {
        auto first = console.ask(question, Echo::no);
        if (!first) return left_unanswered();
        if (first->empty()) return std::string();
        if (const auto good = check_passphrase(*first); !good) {
            console.err(good.error().message + "\n");
            continue;
        }
        const auto second = console.ask("The same again: ", Echo::no);
        if (!second) return left_unanswered();
        if (*first == *second) return *std::move(first);
        console.err("These are not the same.\n");
    }
}

} // namespace furtka::cli

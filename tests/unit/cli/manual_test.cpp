// docs/cli.md and docs/furtka.1 are made from the table of commands, so that neither can leave anything out.
#include "cli/command_table.hpp"
#include "cli/help.hpp"
#include "golden.hpp"

#include <fmt/format.h>

namespace furtka::cli {
namespace {

std::string sentence(std::string_view text)
{
    std::string words(text);
    if (words.front() >= 'a' && words.front() <= 'z') words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words + ".";
}

std::string option_words(const OptionInfo& option)
{
    return option.value.empty() ? std::string(option.name) : fmt::format("{} {}", option.name, option.value);
}

constexpr std::string_view introduction = R"(# The command line

`furtka` is one program: `furtka serve` is the daemon, everything else asks the daemon. Whoever may open the daemon's socket (the
group `furtka`) may act. `furtka --help` and `furtka COMMAND --help` tell the same as this page.

- Results go to standard output; progress, questions and errors to standard error.
- On a terminal, long actions show a progress bar; elsewhere one line for each stage. Ctrl-C asks whether to cancel the action; a
  second one leaves it running and says how to watch it. It does not depend on the terminal that began it.
- An error is a message and, on its own line, a hint what to do. The exit code tells scripts the kind.
- With `--json`, standard output holds one JSON document of the API and nothing else. Of long actions it is the job's
  result; `app update --all --json` prints `{"apps": [{"name", "job", "tried", "result", "error"}], "stopped_at"}`.
- A secret need not stand on the command line: `--set KEY=-` reads it from standard input, `--set-file KEY=FILE` from a file, and
  on a terminal `app install` asks for it.
)";

std::string markdown()
{
    std::string text(introduction);
    text += "\n## Commands\n";
    for (const auto& info : commands()) {
        text += fmt::format("\n### furtka {}\n\n{}\n\n    {}\n", info.words, sentence(info.summary), usage_line(info));
        if (!info.details.empty()) text += fmt::format("\n{}\n", info.details);
        if (!info.options.empty()) text += "\n| option | |\n|---|---|\n";
        for (const auto& option : info.options) {
            text += fmt::format(
                "| `{}` | {}{} |\n", option_words(option), option.help, option.repeats ? "; may be repeated" : "");
        }
        text += "\nExamples:\n\n";
        for (const auto& [line, what] : info.examples) text += fmt::format("    {}    # {}\n", line, what);
    }
    text += "\n## Options of every command\n\n| option | |\n|---|---|\n";
    for (const auto& option : common_options()) text += fmt::format("| `{}` | {} |\n", option_words(option), option.help);
    text += "\n## Exit codes\n\n| code | |\n|---|---|\n";
    for (const auto& [code, meaning] : exit_codes()) text += fmt::format("| {} | {} |\n", code, meaning);
    text += "\n## Environment\n\n| variable | |\n|---|---|\n";
    for (const auto& [name, meaning] : variables()) text += fmt::format("| `{}` | {} |\n", name, meaning);
    return text;
}

// groff reads `-` as a hyphen, `\` as an escape and `'` and `.` at the begin of a line as requests.
std::string roff(std::string_view text)
{
    std::string escaped;
    for (const char letter : text) {
        const bool line_begins = escaped.empty() || escaped.back() == '\n';
        if (line_begins && (letter == '.' || letter == '\'')) escaped += "\\&";
        if (letter == '\\') {
            escaped += "\\e";
        } else if (letter == '-') {
            escaped += "\\-";
        } else {
            escaped += letter;
        }
    }
    for (auto at = escaped.find("\n\n"); at != escaped.npos; at = escaped.find("\n\n", at))
        escaped.replace(at, 2, "\n.PP\n");
    return escaped;
}

std::string tagged(std::string_view tag, std::string_view text)
{
    return fmt::format(".TP\n.B {}\n{}\n", roff(tag), roff(text));
}

std::string manual_page()
{
    std::string text = ".TH FURTKA 1 \"\" \"Furtka\" \"User Commands\"\n.SH NAME\nfurtka \\- run apps on your own server\n"
                       ".SH SYNOPSIS\n.B furtka\n.I COMMAND\n[\\fIOPTION\\fR]…\n.SH DESCRIPTION\n";
    text += roff(
        "Furtka installs, runs and updates apps with Docker Compose. The daemon (furtka serve) does the work; all other\n"
        "commands ask it over its unix socket. Results go to standard output; progress, questions and errors to standard\n"
        "error.\n\nWhile a long action is shown, Ctrl-C asks whether to cancel it; a second one leaves it running.\n");
    text += ".SH COMMANDS\n";
    for (const auto& info : commands()) {
        text += fmt::format(".SS {}\n{}\n", roff(usage_line(info)), roff(sentence(info.summary)));
        if (!info.details.empty()) text += fmt::format(".PP\n{}\n", roff(info.details));
        for (const auto& option : info.options) text += tagged(option_words(option), sentence(option.help));
        text += ".PP\nExamples:\n";
        for (const auto& [line, what] : info.examples) text += tagged(line, sentence(what));
    }
    text += ".SH OPTIONS OF EVERY COMMAND\n";
    for (const auto& option : common_options()) text += tagged(option_words(option), sentence(option.help));
    text += ".SH EXIT STATUS\n";
    for (const auto& [code, meaning] : exit_codes()) text += tagged(std::to_string(code), sentence(meaning));
    text += ".SH ENVIRONMENT\n";
    for (const auto& [name, meaning] : variables()) text += tagged(name, sentence(meaning));
    return text + ".SH SEE ALSO\ndocker(1), systemctl(1)\n";
}

TEST(Manual, ThePageOfTheDocumentationIsUpToDate) { expect_golden(markdown(), "docs/cli.md"); }

TEST(Manual, TheManualPageIsUpToDate) { expect_golden(manual_page(), "docs/furtka.1"); }

TEST(Manual, BothNameEveryCommandAndOption)
{
    const auto page = markdown();
    const auto man = manual_page();
    for (const auto& info : commands()) {
        EXPECT_NE(page.find(fmt::format("### furtka {}\n", info.words)), std::string::npos) << info.words;
        EXPECT_NE(man.find(".SS furtka " + roff(info.words)), std::string::npos) << info.words;
        for (const auto& option : info.options) {
            EXPECT_NE(page.find(fmt::format("| `{}", option.name)), std::string::npos) << option.name;
            EXPECT_NE(man.find(".B " + roff(option.name)), std::string::npos) << option.name;
        }
    }
}

} // namespace
} // namespace furtka::cli

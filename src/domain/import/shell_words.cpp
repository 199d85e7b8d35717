#include "domain/import/shell_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace furtka::imports {
namespace {

class Cutter {
public:
    explicit Cutter(std::string_view text) : text_(text), windows_(is_of_windows(text)) { }

    Result<std::vector<std::vector<std::string>>> cut()
    {
        while (at_ < text_.size()) CHECK(step());
        end_command();
        return std::move(commands_);
    }

private:
    static std::unexpected<Error> wrong(std::string message)
    {
        return fail({.kind = ErrorKind::invalid, .key = "shell_syntax", .message = std::move(message)});
    }

    /// PowerShell goes on after "`", cmd after "^"; in both a backslash is part of a path.
    static bool is_of_windows(std::string_view text)
    {
        for (const auto* end : {"`\n", "^\n", "`\r\n", "^\r\n"}) {
            if (text.contains(end)) return true;
        }
        const auto drive = text.find(":\\");
        return drive != std::string_view::npos && drive > 0
            && (drive == 1 || std::string_view(" \"'=").contains(text[drive - 2]));
    }

    bool follows(std::string_view words) const { return text_.substr(at_).starts_with(words); }

    void add(char c)
    {
        word_ += c;
        in_word_ = true;
    }

    void end_word()
    {
        if (in_word_) words_.push_back(std::move(word_));
        word_.clear();
        in_word_ = false;
    }

    void end_command()
    {
        end_word();
        if (!words_.empty()) commands_.push_back(std::move(words_));
        words_.clear();
    }

    /// What others run to get a value that is known without: `$(pwd)`. True: it is read.
    bool take_known_value()
    {
        struct Known {
            std::string_view text, means;
        };
        constexpr std::array<Known, 10> known{{{"$(pwd)", "$PWD"}, {"`pwd`", "$PWD"}, {"${pwd}", "$PWD"}, {"$pwd", "$PWD"},
            {"$(id -u)", "${PUID}"}, {"`id -u`", "${PUID}"}, {"$(id -g)", "${PGID}"}, {"`id -g`", "${PGID}"},
            {"$(cat /etc/timezone)", "${TZ}"}, {"$(hostname)", "${SERVER_HOST}"}}};
        const auto* const found = std::ranges::find_if(known, [this](const Known& value) { return follows(value.text); });
        if (found == known.end()) return false;
        for (const char c : found->means) add(c);
        at_ += found->text.size();
        return true;
    }

    /// "`" at the end of a line, and "`#optional`", which runs nothing. True: it is read.
    bool take_backtick()
    {
        for (const auto* end : {"`\n", "`\r\n", "^\n", "^\r\n"}) {
            if (!follows(end)) continue;
            end_word();
            at_ += std::string_view(end).size();
            return true;
        }
        const auto close = follows("`#") ? text_.find('`', at_ + 1) : std::string_view::npos;
        if (close == std::string_view::npos) return false;
        at_ = close + 1;
        return true;
    }

    Result<void> step()
    {
        const char c = text_[at_];
        if (take_known_value() || take_backtick()) return {};
        if (follows("$(") || c == '`') return wrong("it runs another command to get a value");
        if (c == '\\' && !windows_) return backslash();
        if (c == '\'') return single_quoted();
        if (c == '"') return double_quoted();
        if (c == '#' && !in_word_) {
            while (at_ < text_.size() && text_[at_] != '\n') ++at_;
            return {};
        }
        if (c == '\n' || c == ';' || c == '&' || c == '|') {
            end_command();
        } else if (c == ' ' || c == '\t' || c == '\r') {
            end_word();
        } else {
            add(c);
        }
        ++at_;
        return {};
    }

    Result<void> backslash()
    {
        ++at_;
        if (follows("\r\n")) ++at_;
        if (at_ < text_.size() && text_[at_] != '\n') {
            if (text_[at_] == '$') add('$');
            add(text_[at_]);
        }
        ++at_;
        return {};
    }

    Result<void> single_quoted()
    {
        in_word_ = true;
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\'') {
                ++at_;
                return {};
            }
            if (text_[at_] == '$') add('$');
            add(text_[at_]);
        }
        return wrong("a ' is not closed");
    }

    Result<void> double_quoted()
    {
        in_word_ = true;
        for (++at_; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (c == '"') {
                ++at_;
                return {};
            }
            if (take_known_value()) {
                --at_;
                continue;
            }
            if (follows("$(") || (c == '`' && !windows_)) return wrong("it runs another command to get a value");
            if (c == '\\' && !windows_ && at_ + 1 < text_.size() && std::string_view("\"\\$`\n").contains(text_[at_ + 1])) {
                ++at_;
                if (text_[at_] == '\n') continue;
                if (text_[at_] == '$') add('$');
            }
            add(text_[at_]);
        }
        return wrong("a \" is not closed");
    }

    std::string_view text_;
    bool windows_ = false;
    std::size_t at_ = 0;
    bool in_word_ = false;
    std::string word_;
    std::vector<std::string> words_;
    std::vector<std::vector<std::string>> commands_;
};

} // namespace

Result<std::vector<std::vector<std::string>>> shell_commands(std::string_view text) { return Cutter(text).cut(); }

} // namespace furtka::imports
